import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { type RetentionAnswer, RetentionAnswerSchema, retentionExample } from './retention-answer.js';
import { retentionCsv } from './retention-csv.js';
import { RetentionRequestSchema } from './retention-request.js';
import { Retentions } from './retentions.js';

/** Which channels bring the customers who stay longest. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/retention')
export class RetentionController {
  constructor(@Inject(Retentions) private readonly retentions: Retentions) {}

  @ApiOperation({
    summary: 'How long customers stay, by channel, campaign, owner or segment: those who stay longest first',
    description:
      'Kaplan-Meier curves of the customers who came in the window, in whole months since acquisition, right-censored where observation ends, with numbers at risk. A customer is lost when all his subscriptions have ended. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(RetentionRequestSchema)
  @Answers({
    schema: RetentionAnswerSchema,
    example: retentionExample,
    csvExample: retentionCsv(retentionExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RetentionAnswer | string> {
    const answer = jsonOrCsv(request, response, 'retention.csv');
    const query = parseQuery(RetentionRequestSchema, request);
    return answer(await this.retentions.answer(workspace, query), retentionCsv);
  }
}
