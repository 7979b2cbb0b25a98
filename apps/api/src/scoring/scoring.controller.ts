import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import type { Request, Response } from 'express';
import { textCell } from '../attribution/csv.js';
import { Answers, QueryParameters } from '../documents/route-documents.js';
import { documentedLeads, leadLists } from '../leads/lead-parameters.js';
import { parseQuery } from '../query.js';
import { csvOf, jsonOrCsv } from '../table-answer.js';
import {
  type ScoringAnswer,
  ScoringAnswerSchema,
  scoringExample,
  ScoringRequestSchema,
} from './scoring-answer.js';
import { ScoringReports } from './scoring-reports.js';

/** One row a rule. */
const scoringCsv = ({ rules, report }: ScoringAnswer): string =>
  csvOf(
    [
      ...['rule', 'points', 'leads', 'won', 'lost', 'winRate', 'leadsWithout', 'wonWithout', 'lostWithout'],
      ...['winRateWithout', 'lift', 'averagePointsWon', 'averagePointsLost', 'asOf'],
    ],
    rules.map((one) => [
      ...[textCell(one.rule), one.points, one.with.leads, one.with.won, one.with.lost, one.with.winRate],
      ...[one.without.leads, one.without.won, one.without.lost, one.without.winRate],
      ...[one.lift, one.averagePointsWon, one.averagePointsLost, report.asOf],
    ]),
  );

/** Whether points tell who buys: what to tune scoring by. */
@ApiTags('funnel')
@RequireScope('query:read')
@Controller('v1/scoring')
export class ScoringController {
  constructor(@Inject(ScoringReports) private readonly reports: ScoringReports) {}

  @ApiOperation({
    summary: 'How the points of each scoring rule relate to won deals',
    description:
      'Of leads created in the window: how those fared that earned points by a rule before they became an opportunity, beside those that did not. The rule that tells most comes first. JSON, or CSV by `Accept: text/csv`.',
  })
  @QueryParameters(documentedLeads(ScoringRequestSchema))
  @Answers({
    schema: ScoringAnswerSchema,
    example: scoringExample,
    csvExample: scoringCsv(scoringExample),
    problems: [400, 401, 403, 503],
  })
  @Get()
  async get(
    @CurrentCaller() { workspace }: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScoringAnswer | string> {
    const answer = jsonOrCsv(request, response, 'scoring.csv');
    const query = parseQuery(ScoringRequestSchema, request, leadLists);
    return answer(await this.reports.report(workspace, query), scoringCsv);
  }
}
