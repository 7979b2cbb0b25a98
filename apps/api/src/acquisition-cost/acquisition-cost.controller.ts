import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { documented, lists } from '../attribution/shared-parameters.js';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { type AcquisitionAnswer, AcquisitionAnswerSchema, acquisitionExample } from './acquisition-answer.js';
import { AcquisitionCost } from './acquisition-cost.js';
import { acquisitionCsv } from './acquisition-csv.js';
import { AcquisitionRequestSchema } from './acquisition-request.js';

/** What a customer costs, and what media bring back. */
@ApiTags('economics')
@RequireScope('query:read')
@Controller('v1/acquisition-cost')
export class AcquisitionCostController {
  constructor(@Inject(AcquisitionCost) private readonly costs: AcquisitionCost) {}

  @ApiOperation({
    summary: 'CAC, ROAS, cost per lead, MQL and opportunity, by channel, campaign and month',
    description:
      'Spend of the window beside new customers (accounts that won their first deal or paid their first subscription in it), leads and opportunities, shared out by any model that splits. Rows + unattributed = blended; costs sum to the spend in force. What cannot be divided is null with a reason. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documented(AcquisitionRequestSchema))
  @Answers({
    schema: AcquisitionAnswerSchema,
    example: acquisitionExample,
    csvExample: acquisitionCsv(acquisitionExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AcquisitionAnswer | string> {
    const answer = jsonOrCsv(request, response, 'acquisition-cost.csv');
    const query = parseQuery(AcquisitionRequestSchema, request, lists);
    return answer(await this.costs.answer(workspace, query), acquisitionCsv);
  }
}
