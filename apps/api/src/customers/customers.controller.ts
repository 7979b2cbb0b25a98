import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { CustomerPages } from './customer-pages.js';
import { type CustomersAnswer, CustomersAnswerSchema, customersExample } from './customers-answer.js';
import { customersCsv } from './customers-csv.js';
import { type CustomersRequest, customersQuery } from './customers-request.js';

/** From a row of lifetime value or retention down to its customers. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/lifetime-value/customers')
export class CustomersController {
  constructor(@Inject(CustomerPages) private readonly pages: CustomerPages) {}

  @Report({
    summary: 'The customers of a row of lifetime value or retention',
    description:
      'Takes the parameters of the report and which row (`row.channel=webinar`, `unattributed=true`, `cohort=2026-Q1`); rows link here. Over all pages the shares sum to the customers of the row, with `subscribed=true` to those of its curve. Accounts are pseudonymous. JSON, or the page as CSV by `Accept: text/csv`.',
    query: customersQuery,
    schema: CustomersAnswerSchema,
    example: customersExample,
    csv: customersCsv,
    fileName: 'customers.csv',
    problems: [422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(customersQuery) request: CustomersRequest,
  ): Promise<CustomersAnswer> {
    return this.pages.page(workspace, request);
  }
}
