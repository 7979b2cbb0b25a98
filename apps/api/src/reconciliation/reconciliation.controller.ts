import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { documented, lists } from '../attribution/shared-parameters.js';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import {
  type ReconciliationAnswer,
  ReconciliationAnswerSchema,
  reconciliationExample,
} from './reconciliation-answer.js';
import { reconciliationCsv } from './reconciliation-csv.js';
import { ReconciliationRequestSchema } from './reconciliation-request.js';
import { Reconciliations } from './reconciliations.js';

/** Whether models give out what the CRM says, to the minor unit. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/reconciliation')
export class ReconciliationController {
  constructor(@Inject(Reconciliations) private readonly reconciliations: Reconciliations) {}

  @ApiOperation({
    summary: 'The CRM’s total, and where it went, by model and period',
    description:
      'Attributed + unattributed by reason = the CRM’s total; the difference is 0. Beside it what has no rate, what is no conversion any more, and what is negative. Learned models learn from each period alone. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documented(ReconciliationRequestSchema))
  @Answers({
    schema: ReconciliationAnswerSchema,
    example: reconciliationExample,
    csvExample: reconciliationCsv(reconciliationExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ReconciliationAnswer | string> {
    const answer = jsonOrCsv(request, response, 'reconciliation.csv');
    const query = parseQuery(ReconciliationRequestSchema, request, lists);
    return answer(await this.reconciliations.reconcile(workspace, query), reconciliationCsv);
  }
}
