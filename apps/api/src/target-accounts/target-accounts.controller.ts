import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { TargetAccountReports } from './target-account-reports.js';
import {
  type TargetAccountsAnswer,
  TargetAccountsAnswerSchema,
  targetAccountsExample,
} from './target-accounts-answer.js';
import { targetAccountsCsv } from './target-accounts-csv.js';
import { TargetAccountsRequestSchema } from './target-accounts-request.js';

/** How the accounts that marketing and sales chose do. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/target-accounts')
export class TargetAccountsController {
  constructor(@Inject(TargetAccountReports) private readonly reports: TargetAccountReports) {}

  @ApiOperation({
    summary: 'Target accounts against the rest: coverage, engagement, pipeline and revenue',
    description:
      'Who is on the list, and which names are one account, is as of the position; what they did is of the window. The accounts of `group` follow page by page. JSON, or the groups as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(TargetAccountsRequestSchema)
  @Answers({
    schema: TargetAccountsAnswerSchema,
    example: targetAccountsExample,
    csvExample: targetAccountsCsv(targetAccountsExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TargetAccountsAnswer | string> {
    const answer = jsonOrCsv(request, response, 'target-accounts.csv');
    const query = parseQuery(TargetAccountsRequestSchema, request);
    return answer(await this.reports.answer(workspace, query), targetAccountsCsv);
  }
}
