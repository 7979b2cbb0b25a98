import { Controller, Get, Inject, NotAcceptableException, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { type AttributionAnswer, AttributionAnswerSchema, attributionExample } from '@touchstone/attribution';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { AttributionQueryDocument, AttributionQuerySchema, listParameters } from './attribution-query.js';
import { AttributionReports } from './attribution-reports.js';
import { attributionCsv } from './csv.js';

/** Which channels, campaigns or months the won revenue is credited to. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/attribution')
export class AttributionController {
  constructor(@Inject(AttributionReports) private readonly reports: AttributionReports) {}

  @ApiOperation({
    summary: 'Credit by channel, campaign, source, medium, interaction or month',
    description:
      'For every model, attributed + unattributed = the CRM’s total, to the minor unit. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(AttributionQueryDocument)
  @Answers({
    schema: AttributionAnswerSchema,
    example: attributionExample,
    csvExample: attributionCsv(attributionExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AttributionAnswer | string> {
    const format = request.accepts(['application/json', 'text/csv']);
    if (!format) throw new NotAcceptableException('The report is there as application/json and text/csv.');
    const query = parseQuery(AttributionQuerySchema, request, listParameters);
    const answer = await this.reports.report(workspace, query);
    response.vary('Accept');
    if (format === 'application/json') return answer;
    response.attachment('attribution.csv').type('text/csv; charset=utf-8; header=present');
    return attributionCsv(answer);
  }
}
