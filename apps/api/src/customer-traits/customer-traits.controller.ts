import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { BestAndChurned } from './best-and-churned.js';
import { type TraitsAnswer, TraitsAnswerSchema, traitsExample } from './traits-answer.js';
import { traitsCsv } from './traits-csv.js';
import { type TraitsRequest, traitsQuery } from './traits-request.js';

/** What tells the best customers from those that churned, before either was one. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/customer-traits')
export class CustomerTraitsController {
  constructor(@Inject(BestAndChurned) private readonly customers: BestAndChurned) {}

  @Report({
    summary: 'What the best customers had in common before the deal, against those that churned',
    description:
      'Channels, campaigns, content and interactions of the journey that a customer came with, and the stages of that deal: how many of the best customers and of the churned ones have each, and the lift. Touches are those that may get credit. JSON, or CSV by `Accept: text/csv`.',
    query: traitsQuery,
    schema: TraitsAnswerSchema,
    example: traitsExample,
    csv: traitsCsv,
    fileName: 'customer-traits.csv',
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(traitsQuery) request: TraitsRequest,
  ): Promise<TraitsAnswer> {
    return this.customers.answer(workspace, request);
  }
}
