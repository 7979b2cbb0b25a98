import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { attributionExample } from '@touchstone/attribution';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { type AttributionQuery, attributionQuery } from './attribution-query.js';
import { AttributionReports } from './attribution-reports.js';
import { attributionCsv } from './csv.js';
import { type LinkedAnswer, linked, LinkedAnswerSchema } from './row-links.js';

/** Which channels, campaigns or months the won revenue is credited to. */
@ApiTags('attribution')
@RequireScope('query:read')
@Controller('v1/attribution')
export class AttributionController {
  constructor(@Inject(AttributionReports) private readonly reports: AttributionReports) {}

  @Report({
    summary: 'Credit by channel, campaign, segment, owner, month and more',
    description:
      'For every model, attributed + unattributed = the CRM’s total, to the minor unit. `influenced` stands apart, as it never sums. JSON, or CSV by `Accept: text/csv`.',
    query: attributionQuery,
    schema: LinkedAnswerSchema,
    example: linked(attributionExample),
    csv: attributionCsv,
    fileName: 'attribution.csv',
    problems: [422],
  })
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(attributionQuery) request: AttributionQuery,
  ): Promise<LinkedAnswer> {
    return linked(await this.reports.report(workspace, request));
  }
}
