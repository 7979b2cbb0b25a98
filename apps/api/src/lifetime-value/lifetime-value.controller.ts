import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import {
  type LifetimeValueAnswer,
  LifetimeValueAnswerSchema,
  lifetimeValueExample,
} from './lifetime-value-answer.js';
import { lifetimeValueCsv } from './lifetime-value-csv.js';
import { LifetimeValueRequestSchema } from './lifetime-value-request.js';
import { LifetimeValues } from './lifetime-values.js';

/** What customers bring over their lifetime, by what brought them. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/lifetime-value')
export class LifetimeValueController {
  constructor(@Inject(LifetimeValues) private readonly values: LifetimeValues) {}

  @ApiOperation({
    summary:
      'LTV realised, by formula and by survival, with LTV:CAC and payback, by channel, campaign, owner or segment',
    description:
      'Customers who came in the window, shared out by the credit of what they came with. Realised: gross margin by calendar month since acquisition; an amount of a subscription counts in advance, on the day of the month that it started on; customers without one bring their won deals. Formula: ARPA x gross margin / monthly revenue churn. Survival: Kaplan-Meier curve x margin, discounted. Rows + unattributed = totals, to the minor unit. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(LifetimeValueRequestSchema)
  @Answers({
    schema: LifetimeValueAnswerSchema,
    example: lifetimeValueExample,
    csvExample: lifetimeValueCsv(lifetimeValueExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LifetimeValueAnswer | string> {
    const answer = jsonOrCsv(request, response, 'lifetime-value.csv');
    const query = parseQuery(LifetimeValueRequestSchema, request);
    return answer(await this.values.answer(workspace, query), lifetimeValueCsv);
  }
}
