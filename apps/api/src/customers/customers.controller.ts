import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { CustomerPages } from './customer-pages.js';
import { type CustomersAnswer, CustomersAnswerSchema, customersExample } from './customers-answer.js';
import { customersCsv } from './customers-csv.js';
import { CustomersRequestSchema } from './customers-request.js';

/** From a row of lifetime value or retention down to its customers. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/lifetime-value/customers')
export class CustomersController {
  constructor(@Inject(CustomerPages) private readonly pages: CustomerPages) {}

  @ApiOperation({
    summary: 'The customers of a row of lifetime value or retention',
    description:
      'Takes the parameters of the report and which row (`row.channel=webinar`, `unattributed=true`, `cohort=2026-Q1`); rows link here. Over all pages the shares sum to the customers of the row, with `subscribed=true` to those of its curve. Accounts are pseudonymous. JSON, or the page as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(CustomersRequestSchema)
  @Answers({
    schema: CustomersAnswerSchema,
    example: customersExample,
    csvExample: customersCsv(customersExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CustomersAnswer | string> {
    const answer = jsonOrCsv(request, response, 'customers.csv');
    const query = parseQuery(CustomersRequestSchema, request);
    return answer(await this.pages.page(workspace, query), customersCsv);
  }
}
