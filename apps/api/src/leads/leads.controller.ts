import { Controller, Inject, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { LeadAnswers } from './lead-answers.js';
import {
  type LeadAnswer,
  LeadAnswerSchema,
  leadExample,
  type LeadsAnswer,
  LeadsAnswerSchema,
  leadsExample,
} from './leads-answer.js';
import { leadCsv, leadsCsv } from './leads-csv.js';
import { type LeadRequest, leadQuery, type LeadsRequest, leadsQuery } from './leads-request.js';

/** Leads: who is worth a call, and why a lead is where it is. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/leads')
export class LeadsController {
  constructor(@Inject(LeadAnswers) private readonly answers: LeadAnswers) {}

  @Report({
    summary: 'Leads by score',
    description:
      'The highest score first, decayed to the moment; those of a stage, of a recent intent, of at least a score. JSON, or the page as CSV by `Accept: text/csv`.',
    query: leadsQuery,
    schema: LeadsAnswerSchema,
    example: leadsExample,
    csv: leadsCsv,
    fileName: 'leads.csv',
  })
  list(
    @CurrentCaller() { workspace }: Caller,
    @Asked(leadsQuery) request: LeadsRequest,
  ): Promise<LeadsAnswer> {
    return this.answers.page(workspace, request);
  }

  @ApiParam({ name: 'id', description: 'The lead’s id in its source.', example: 'L-1001' })
  @Report({
    path: ':id',
    summary: 'A lead, and why it is where it is',
    description:
      'Its stages with the criterion and the events that put it there, its score point by point, its intents, and the clocks of the agreement. JSON, or CSV by `Accept: text/csv`.',
    query: leadQuery,
    schema: LeadAnswerSchema,
    example: leadExample,
    csv: leadCsv,
    fileName: 'lead.csv',
    problems: [404],
  })
  one(
    @CurrentCaller() { workspace }: Caller,
    @Param('id') id: string,
    @Asked(leadQuery) request: LeadRequest,
  ): Promise<LeadAnswer> {
    return this.answers.one(workspace, id, request);
  }
}
