import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { type AcquisitionAnswer, AcquisitionAnswerSchema, acquisitionExample } from './acquisition-answer.js';
import { AcquisitionCost } from './acquisition-cost.js';
import { acquisitionCsv } from './acquisition-csv.js';
import { type AcquisitionRequest, acquisitionQuery } from './acquisition-request.js';

/** What a customer costs, and what media bring back. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/acquisition-cost')
export class AcquisitionCostController {
  constructor(@Inject(AcquisitionCost) private readonly costs: AcquisitionCost) {}

  @Report({
    summary: 'CAC, ROAS, cost per lead, MQL and opportunity, by channel, campaign and month',
    description:
      'Spend of the window beside new customers (accounts that won their first deal or paid their first subscription in it), leads and opportunities, shared out by any model that splits. Rows + unattributed = blended; costs sum to the spend in force. What cannot be divided is null with a reason. JSON, or CSV by `Accept: text/csv`.',
    query: acquisitionQuery,
    schema: AcquisitionAnswerSchema,
    example: acquisitionExample,
    csv: acquisitionCsv,
    fileName: 'acquisition-cost.csv',
    problems: [422],
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(acquisitionQuery) request: AcquisitionRequest,
  ): Promise<AcquisitionAnswer> {
    return this.costs.answer(workspace, request);
  }
}
