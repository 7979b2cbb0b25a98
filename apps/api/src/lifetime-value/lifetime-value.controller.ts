import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import {
  type LifetimeValueAnswer,
  LifetimeValueAnswerSchema,
  lifetimeValueExample,
} from './lifetime-value-answer.js';
import { lifetimeValueCsv } from './lifetime-value-csv.js';
import { type LifetimeValueRequest, lifetimeValueQuery } from './lifetime-value-request.js';
import { LifetimeValues } from './lifetime-values.js';

/** What customers bring over their lifetime, by what brought them. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/lifetime-value')
export class LifetimeValueController {
  constructor(@Inject(LifetimeValues) private readonly values: LifetimeValues) {}

  @Report({
    summary:
      'LTV realised, by formula and by survival, with LTV:CAC and payback, by channel, campaign, owner or segment',
    description:
      'Customers who came in the window, shared out by the credit of what they came with. Realised: gross margin by calendar month since acquisition; an amount of a subscription counts in advance, on the day of the month that it started on; customers without one bring their won deals. Formula: ARPA x gross margin / monthly revenue churn. Survival: Kaplan-Meier curve x margin, discounted. Rows + unattributed = totals, to the minor unit. JSON, or CSV by `Accept: text/csv`.',
    query: lifetimeValueQuery,
    schema: LifetimeValueAnswerSchema,
    example: lifetimeValueExample,
    csv: lifetimeValueCsv,
    fileName: 'lifetime-value.csv',
    problems: [422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(lifetimeValueQuery) request: LifetimeValueRequest,
  ): Promise<LifetimeValueAnswer> {
    return this.values.answer(workspace, request);
  }
}
