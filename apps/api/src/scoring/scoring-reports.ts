import type { ClickHouse } from '@touchstone/facts';
import { ruleOutcomes } from '@touchstone/funnel';
import { readingFacts } from '../attribution/facts-reading.js';
import { type LeadContexts, windowOf } from '../leads/lead-contexts.js';
import { filtersIn } from '../leads/lead-parameters.js';
import { leadReportOf } from '../leads/lead-report.js';
import type { ScoringAnswer, ScoringRequest } from './scoring-answer.js';

/** Holds scoring against what became of leads. */
export class ScoringReports {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: LeadContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unavailable` */
  async report(workspace: string, request: ScoringRequest): Promise<ScoringAnswer> {
    const context = await this.contexts.at(workspace, request);
    const { asOf, judgedAt, definitions } = context;
    const window = windowOf(request, definitions.workspace.timeZone);
    const filters = filtersIn(request, definitions);
    const question = { workspace, asOf, judgedAt, ...window, filters, teams: definitions.sla.teams };
    const { all, rules } = await readingFacts(this.clickhouse, () => ruleOutcomes(this.clickhouse, question));
    const points = new Map(definitions.scoring.rules.map((rule) => [rule.name, rule.points]));
    return {
      report: {
        ...leadReportOf(question, context),
        scoringPosition: definitions.versions.scoring,
      },
      all,
      rules: rules.map((one) => ({ ...one, points: points.get(one.rule) ?? null })),
    };
  }
}
