import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import {
  type FunnelAnswer,
  FunnelAnswerSchema,
  funnelExample,
  type FunnelLeadsAnswer,
  FunnelLeadsAnswerSchema,
  funnelLeadsExample,
} from './funnel-answer.js';
import { funnelCsv, funnelLeadsCsv } from './funnel-csv.js';
import { FunnelReports } from './funnel-reports.js';
import {
  type FunnelLeadsRequest,
  funnelLeadsQuery,
  type FunnelRequest,
  funnelQuery,
} from './funnel-request.js';

/** How leads become customers, and where they are lost. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/funnel')
export class FunnelController {
  constructor(@Inject(FunnelReports) private readonly reports: FunnelReports) {}

  @Report({
    summary: 'The funnel from lead to customer',
    description:
      'Of each stage the visits that began in the window, how they ended, how long they took, and where most are lost. Stages are those that both teams published. The funnel begins with the lead, with `visitors=true` with those who were none yet. JSON, or CSV by `Accept: text/csv`.',
    query: funnelQuery,
    schema: FunnelAnswerSchema,
    example: funnelExample,
    csv: funnelCsv,
    fileName: 'funnel.csv',
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(funnelQuery) request: FunnelRequest,
  ): Promise<FunnelAnswer> {
    return this.reports.report(workspace, request);
  }

  @Report({
    path: 'leads',
    summary: 'The leads behind a number of the funnel',
    description:
      'Takes the parameters of the report, the stage, and how the visit ended; numbers link here. JSON, or the page as CSV by `Accept: text/csv`.',
    query: funnelLeadsQuery,
    schema: FunnelLeadsAnswerSchema,
    example: funnelLeadsExample,
    csv: funnelLeadsCsv,
    fileName: 'funnel-leads.csv',
  })
  leads(
    @CurrentCaller() { workspace }: Caller,
    @Asked(funnelLeadsQuery) request: FunnelLeadsRequest,
  ): Promise<FunnelLeadsAnswer> {
    return this.reports.leads(workspace, request);
  }
}
