import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { TargetAccountReports } from './target-account-reports.js';
import {
  type TargetAccountsAnswer,
  TargetAccountsAnswerSchema,
  targetAccountsExample,
} from './target-accounts-answer.js';
import { targetAccountsCsv } from './target-accounts-csv.js';
import { type TargetAccountsRequest, targetAccountsQuery } from './target-accounts-request.js';

/** How the accounts that marketing and sales chose do. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/target-accounts')
export class TargetAccountsController {
  constructor(@Inject(TargetAccountReports) private readonly reports: TargetAccountReports) {}

  @Report({
    summary: 'Target accounts against the rest: coverage, engagement, pipeline and revenue',
    description:
      'Who is on the list, and which names are one account, is as of the position; what they did is of the window. The accounts of `group` follow page by page. JSON, or the groups as CSV by `Accept: text/csv`.',
    query: targetAccountsQuery,
    schema: TargetAccountsAnswerSchema,
    example: targetAccountsExample,
    csv: targetAccountsCsv,
    fileName: 'target-accounts.csv',
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(targetAccountsQuery) request: TargetAccountsRequest,
  ): Promise<TargetAccountsAnswer> {
    return this.reports.answer(workspace, request);
  }
}
