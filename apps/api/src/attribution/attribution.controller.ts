import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { attributionExample } from '@touchstone/attribution';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { AttributionQueryDocument, AttributionQuerySchema } from './attribution-query.js';
import { AttributionReports } from './attribution-reports.js';
import { attributionCsv } from './csv.js';
import { type LinkedAnswer, linked, LinkedAnswerSchema } from './row-links.js';
import { lists } from './shared-parameters.js';

/** Which channels, campaigns or months the won revenue is credited to. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/attribution')
export class AttributionController {
  constructor(@Inject(AttributionReports) private readonly reports: AttributionReports) {}

  @ApiOperation({
    summary: 'Credit by channel, campaign, segment, owner, month and more',
    description:
      'For every model, attributed + unattributed = the CRM’s total, to the minor unit. `influenced` stands apart, as it never sums. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(AttributionQueryDocument)
  @Answers({
    schema: LinkedAnswerSchema,
    example: linked(attributionExample),
    csvExample: attributionCsv(attributionExample),
    problems: [400, 401, 403, 422, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LinkedAnswer | string> {
    const answer = jsonOrCsv(request, response, 'attribution.csv');
    const query = parseQuery(AttributionQuerySchema, request, lists);
    return answer(linked(await this.reports.report(workspace, query)), attributionCsv);
  }
}
