import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import {
  type SlaAnswer,
  SlaAnswerSchema,
  slaExample,
  type SlaLeadsAnswer,
  SlaLeadsAnswerSchema,
  slaLeadsExample,
} from './sla-answer.js';
import { slaCsv, slaLeadsCsv } from './sla-csv.js';
import { SlaReports } from './sla-reports.js';
import { type SlaLeadsRequest, slaLeadsQuery, type SlaRequest, slaQuery } from './sla-request.js';

/** Whether marketing and sales kept what they promised each other. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/sla')
export class SlaController {
  constructor(@Inject(SlaReports) private readonly reports: SlaReports) {}

  @Report({
    summary: 'How the service-level agreement was kept',
    description:
      'Clocks of contact and disposition that started in the window, in business hours of the published terms: met, breached, never worked, withdrawn, running. The delay of the system (qualification to assignment) beside that of people (assignment to touch). Acceptance, and why leads were given up. JSON, or CSV by `Accept: text/csv`.',
    query: slaQuery,
    schema: SlaAnswerSchema,
    example: slaExample,
    csv: slaCsv,
    fileName: 'sla.csv',
  })
  get(@CurrentCaller() { workspace }: Caller, @Asked(slaQuery) request: SlaRequest): Promise<SlaAnswer> {
    return this.reports.report(workspace, request);
  }

  @Report({
    path: 'leads',
    summary: 'The leads behind a number of the agreement',
    description:
      'Takes the parameters of the report, which clock and how it stands, or which decision; numbers link here. JSON, or the page as CSV by `Accept: text/csv`.',
    query: slaLeadsQuery,
    schema: SlaLeadsAnswerSchema,
    example: slaLeadsExample,
    csv: slaLeadsCsv,
    fileName: 'sla-leads.csv',
  })
  leads(
    @CurrentCaller() { workspace }: Caller,
    @Asked(slaLeadsQuery) request: SlaLeadsRequest,
  ): Promise<SlaLeadsAnswer> {
    return this.reports.leads(workspace, request);
  }
}
