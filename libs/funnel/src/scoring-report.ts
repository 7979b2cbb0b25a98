import type { ClickHouse } from '@touchstone/facts';
import {
  labelColumns,
  type LeadFilters,
  labelParams,
  leadSettings,
  millis,
  newestLeads,
  passing,
} from './lead-labels.js';

/** Which leads scoring is held against. Moments are epoch milliseconds. */
export interface ScoringQuestion {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** What comes after this moment is not known. */
  judgedAt: number;
  /** Window of creation, half-open. */
  from: number;
  to: number;
  filters: LeadFilters;
  teams: readonly { name: string; owners: readonly string[] }[];
}

/** Leads by what became of them. */
export interface Outcomes {
  leads: number;
  /** Became customers. */
  won: number;
  /** Are out of the funnel, and were never customers. */
  lost: number;
  /** won / (won + lost); null where none is decided. */
  winRate: number | null;
}

/** What the points of a rule say of won deals. */
export interface RuleOutcomes {
  rule: string;
  /** Leads that earned points by it before they became an opportunity. */
  with: Outcomes;
  without: Outcomes;
  /** Win rate with / without; null where one is missing or nobody wins without. */
  lift: number | null;
  /** Points a lead that was won earned by it, before decay; null where none was won. */
  averagePointsWon: number | null;
  averagePointsLost: number | null;
}

/** How the points of each rule relate to won deals, and how leads fared in all. The rule that tells most comes first. */
export async function ruleOutcomes(
  clickhouse: ClickHouse,
  question: ScoringQuestion,
): Promise<{ all: Outcomes; rules: RuleOutcomes[] }> {
  const { workspace, asOf, judgedAt, from, to, filters, teams } = question;
  // points earned by a deal that is there already would explain it by itself
  const leads = `
    SELECT is_won, is_lost, arrayFilter((p, t) -> t <= until, arrayZip(score_points, score_rule), score_ms) AS points
    FROM (
      SELECT *, arrayFirstIndex((s, t) -> s = 'customer' AND t <= {judgedAt:Int64}, stage_name, stage_ms) > 0 AS is_won,
        arrayLastIndex(t -> t <= {judgedAt:Int64}, stage_ms) AS nth,
        NOT is_won AND nth > 0 AND left_ms[nth] > 0 AND left_ms[nth] <= {judgedAt:Int64} AS is_lost,
        arrayFirst((t, s) -> s IN ('opportunity', 'customer'), stage_ms, stage_name) AS deal_at,
        if(deal_at > 0, least(deal_at, {judgedAt:Int64}), {judgedAt:Int64}) AS until
      FROM (${newestLeads([
        ...labelColumns,
        ...['owner', 'stage_name', 'score_points', 'score_rule'],
        'toUnixTimestamp64Milli(created_at) AS created_ms',
        `${millis('stage_at')} AS stage_ms`,
        `${millis('stage_left_at')} AS left_ms`,
        `${millis('score_at')} AS score_ms`,
      ])})
      WHERE created_ms >= {from:Int64} AND created_ms < {to:Int64} AND created_ms <= {judgedAt:Int64} ${passing(filters)})`;
  const rows = await clickhouse.query<Record<string, string>>({
    name: 'scoring',
    settings: leadSettings,
    params: { workspace, asOf, judgedAt, from, to, ...labelParams(filters, teams) },
    sql: `SELECT rule, count() AS leads, countIf(is_won) AS won, countIf(is_lost) AS lost, sumIf(points, is_won) AS points_won,
        sumIf(points, is_lost) AS points_lost
      FROM (
        SELECT is_won, is_lost, one.1 AS rule, one.2 AS points
        FROM (
          SELECT is_won, is_lost, arrayJoin(arrayPushFront(arrayMap(name -> (name,
            arraySum(p -> if(p.2 = name, toInt64(p.1), 0), points)), arrayDistinct(arrayMap(p -> toString(p.2), points))), ('', toInt64(0)))) AS one
          FROM (SELECT is_won, is_lost, points FROM (${leads}))))
      GROUP BY rule`,
  });
  const whole = outcomesOf(rows.find(({ rule }) => rule === ''));
  const others = rows.filter(({ rule }) => rule !== '');
  const rules = others.map((row) => ruleOf(row, whole));
  const weight = ({ lift }: RuleOutcomes) => lift ?? -1;
  return { all: whole, rules: rules.sort((a, b) => weight(b) - weight(a) || (a.rule < b.rule ? -1 : 1)) };
}

const rate = (won: number, lost: number) => (won + lost === 0 ? null : won / (won + lost));

function outcomesOf(row: Record<string, string> | undefined): Outcomes {
  const [leads, won, lost] = [row?.['leads'], row?.['won'], row?.['lost']].map((text) =>
    Number(text ?? 0),
  ) as [number, number, number];
  return { leads, won, lost, winRate: rate(won, lost) };
}

function ruleOf(row: Record<string, string>, all: Outcomes): RuleOutcomes {
  const its = outcomesOf(row);
  const [won, lost] = [all.won - its.won, all.lost - its.lost];
  const without = { leads: all.leads - its.leads, won, lost, winRate: rate(won, lost) };
  const average = (points: string, leads: number) => (leads === 0 ? null : Number(points) / leads);
  return {
    rule: row['rule']!,
    with: its,
    without,
    lift: its.winRate === null || !without.winRate ? null : its.winRate / without.winRate,
    averagePointsWon: average(row['points_won']!, its.won),
    averagePointsLost: average(row['points_lost']!, its.lost),
  };
}
