import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { documentedLeads, leadLists } from '../leads/lead-parameters.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
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
import { SlaLeadsRequestSchema, SlaRequestSchema } from './sla-request.js';

/** Whether marketing and sales kept what they promised each other. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/sla')
export class SlaController {
  constructor(@Inject(SlaReports) private readonly reports: SlaReports) {}

  @ApiOperation({
    summary: 'How the service-level agreement was kept',
    description:
      'Clocks of contact and disposition that started in the window, in business hours of the published terms: met, breached, never worked, withdrawn, running. The delay of the system (qualification to assignment) beside that of people (assignment to touch). Acceptance, and why leads were given up. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documentedLeads(SlaRequestSchema))
  @Answers({
    schema: SlaAnswerSchema,
    example: slaExample,
    csvExample: slaCsv(slaExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SlaAnswer | string> {
    const answer = jsonOrCsv(request, response, 'sla.csv');
    const query = parseQuery(SlaRequestSchema, request, leadLists);
    return answer(await this.reports.report(workspace, query), slaCsv);
  }

  @ApiOperation({
    summary: 'The leads behind a number of the agreement',
    description:
      'Takes the parameters of the report, which clock and how it stands, or which decision; numbers link here. JSON, or the page as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documentedLeads(SlaLeadsRequestSchema))
  @Answers({
    schema: SlaLeadsAnswerSchema,
    example: slaLeadsExample,
    csvExample: slaLeadsCsv(slaLeadsExample),
    problems: [400, 401, 403, 503],
  })
  @Get('leads')
  async leads(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SlaLeadsAnswer | string> {
    const answer = jsonOrCsv(request, response, 'sla-leads.csv');
    const query = parseQuery(SlaLeadsRequestSchema, request, leadLists);
    return answer(await this.reports.leads(workspace, query), slaLeadsCsv);
  }
}
