import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import {
  type ReconciliationAnswer,
  ReconciliationAnswerSchema,
  reconciliationExample,
} from './reconciliation-answer.js';
import { reconciliationCsv } from './reconciliation-csv.js';
import { type ReconciliationRequest, reconciliationQuery } from './reconciliation-request.js';
import { Reconciliations } from './reconciliations.js';

/** Whether models give out what the CRM says, to the minor unit. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/reconciliation')
export class ReconciliationController {
  constructor(@Inject(Reconciliations) private readonly reconciliations: Reconciliations) {}

  @Report({
    summary: 'The CRM’s total, and where it went, by model and period',
    description:
      'Attributed + unattributed by reason = the CRM’s total; the difference is 0. Beside it what has no rate, what is no conversion any more, and what is negative. Learned models learn from each period alone. JSON, or CSV by `Accept: text/csv`.',
    query: reconciliationQuery,
    schema: ReconciliationAnswerSchema,
    example: reconciliationExample,
    csv: reconciliationCsv,
    fileName: 'reconciliation.csv',
    problems: [422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(reconciliationQuery) request: ReconciliationRequest,
  ): Promise<ReconciliationAnswer> {
    return this.reconciliations.reconcile(workspace, request);
  }
}
