import { Controller, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, RequireScope } from '@touchstone/access';
import { textCell } from '../attribution/csv.js';
import { Asked } from '../asked-query.js';
import { Report } from '../report.js';
import { csvOf } from '../table-answer.js';
import {
  type ScoringAnswer,
  ScoringAnswerSchema,
  scoringExample,
  type ScoringRequest,
  scoringQuery,
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

  @Report({
    summary: 'How the points of each scoring rule relate to won deals',
    description:
      'Of leads created in the window: how those fared that earned points by a rule before they became an opportunity, beside those that did not. The rule that tells most comes first. JSON, or CSV by `Accept: text/csv`.',
    query: scoringQuery,
    schema: ScoringAnswerSchema,
    example: scoringExample,
    csv: scoringCsv,
    fileName: 'scoring.csv',
  })
  get(
    @CurrentCaller() { workspace }: Caller,
    @Asked(scoringQuery) request: ScoringRequest,
  ): Promise<ScoringAnswer> {
    return this.reports.report(workspace, request);
  }
}
