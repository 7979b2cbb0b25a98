import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { parseQuery } from '../query.js';
import { jsonOrCsv } from '../table-answer.js';
import { LeadAnswers } from './lead-answers.js';
import { documentedLeads, leadLists } from './lead-parameters.js';
import {
  type LeadAnswer,
  LeadAnswerSchema,
  leadExample,
  type LeadsAnswer,
  LeadsAnswerSchema,
  leadsExample,
} from './leads-answer.js';
import { leadCsv, leadsCsv } from './leads-csv.js';
import { LeadRequestSchema, LeadsRequestSchema } from './leads-request.js';

/** Leads: who is worth a call, and why a lead is where it is. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/leads')
export class LeadsController {
  constructor(@Inject(LeadAnswers) private readonly answers: LeadAnswers) {}

  @ApiOperation({
    summary: 'Leads by score',
    description:
      'The highest score first, decayed to the moment; those of a stage, of a recent intent, of at least a score. JSON, or the page as CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documentedLeads(LeadsRequestSchema))
  @Answers({
    schema: LeadsAnswerSchema,
    example: leadsExample,
    csvExample: leadsCsv(leadsExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async list(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LeadsAnswer | string> {
    const answer = jsonOrCsv(request, response, 'leads.csv');
    const query = parseQuery(LeadsRequestSchema, request, leadLists);
    return answer(await this.answers.page(workspace, query), leadsCsv);
  }

  @ApiOperation({
    summary: 'A lead, and why it is where it is',
    description:
      'Its stages with the criterion and the events that put it there, its score point by point, its intents, and the clocks of the agreement. JSON, or CSV by `Accept: text/csv`.',
  })
  @ApiParam({ name: 'id', description: 'The lead’s id in its source.', example: 'L-1001' })
  @QueryParameters(LeadRequestSchema)
  @Answers({
    schema: LeadAnswerSchema,
    example: leadExample,
    csvExample: leadCsv(leadExample),
    problems: [400, 401, 403, 404, 503],
  })
  @Get(':id')
  async one(
    @CurrentCaller() { workspace }: Caller,
    @Param('id') id: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LeadAnswer | string> {
    const answer = jsonOrCsv(request, response, 'lead.csv');
    const query = parseQuery(LeadRequestSchema, request);
    return answer(await this.answers.one(workspace, id, query), leadCsv);
  }
}
