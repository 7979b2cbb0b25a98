import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { type RetentionAnswer, RetentionAnswerSchema, retentionExample } from './retention-answer.js';
import { retentionCsv } from './retention-csv.js';
import { type RetentionRequest, retentionQuery } from './retention-request.js';
import { Retentions } from './retentions.js';

/** Which channels bring the customers who stay longest. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/retention')
export class RetentionController {
  constructor(@Inject(Retentions) private readonly retentions: Retentions) {}

  @Report({
    summary: 'How long customers stay, by channel, campaign, owner or segment: those who stay longest first',
    description:
      'Kaplan-Meier curves of the customers who came in the window, in whole months since acquisition, right-censored where observation ends, with numbers at risk. A customer is lost when all his subscriptions have ended. JSON, or CSV by `Accept: text/csv`.',
    query: retentionQuery,
    schema: RetentionAnswerSchema,
    example: retentionExample,
    csv: retentionCsv,
    fileName: 'retention.csv',
    problems: [422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(retentionQuery) request: RetentionRequest,
  ): Promise<RetentionAnswer> {
    return this.retentions.answer(workspace, request);
  }
}
