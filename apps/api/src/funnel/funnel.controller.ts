import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { documentedLeads, leadLists } from '../leads/lead-parameters.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
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
import { FunnelLeadsRequestSchema, FunnelRequestSchema } from './funnel-request.js';

/** How leads become customers, and where they are lost. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/funnel')
export class FunnelController {
  constructor(@Inject(FunnelReports) private readonly reports: FunnelReports) {}

  @ApiOperation({
    summary: 'The funnel from lead to customer',
    description:
      'Of each stage the visits that began in the window, how they ended, how long they took, and where most are lost. Stages are those that both teams published. The funnel begins with the lead, with `visitors=true` with those who were none yet. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documentedLeads(FunnelRequestSchema))
  @Answers({
    schema: FunnelAnswerSchema,
    example: funnelExample,
    csvExample: funnelCsv(funnelExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FunnelAnswer | string> {
    const answer = jsonOrCsv(request, response, 'funnel.csv');
    const query = parseQuery(FunnelRequestSchema, request, leadLists);
    return answer(await this.reports.report(workspace, query), funnelCsv);
  }

  @ApiOperation({
    summary: 'The leads behind a number of the funnel',
    description:
      'Takes the parameters of the report, the stage, and how the visit ended; numbers link here. JSON, or the page as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documentedLeads(FunnelLeadsRequestSchema))
  @Answers({
    schema: FunnelLeadsAnswerSchema,
    example: funnelLeadsExample,
    csvExample: funnelLeadsCsv(funnelLeadsExample),
    problems: [400, 401, 403, 503],
  })
  @Get('leads')
  async leads(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<FunnelLeadsAnswer | string> {
    const answer = jsonOrCsv(request, response, 'funnel-leads.csv');
    const query = parseQuery(FunnelLeadsRequestSchema, request, leadLists);
    return answer(await this.reports.leads(workspace, query), funnelLeadsCsv);
  }
}
