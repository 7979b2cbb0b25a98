import { type ClickHouse, newestVersions } from '@touchstone/facts';
import { dayMs } from './behaviour.js';
import { leadSettings, noLabel } from './lead-labels.js';
import { journeysSql, type SourcedFigures, sourcedOf } from './sourced.js';

/** What deals are grouped by and filtered on. */
export const dealDimensions = ['owner', 'segment', 'pipeline'] as const;
export type DealDimension = (typeof dealDimensions)[number];
export type DealFilters = Partial<Record<DealDimension, readonly string[]>>;

/** Which deals of a report are meant. */
export const dealChoices = ['created', 'won', 'lost', 'open', 'stalled', 'unconverted'] as const;
export type DealChoice = (typeof dealChoices)[number];

/** What is asked of velocity. Moments are epoch milliseconds. */
export interface VelocityQuestion {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** Stages, closings and activity after this moment are not known; amounts are those of `asOf`. */
  judgedAt: number;
  /** Window, half-open: deals created, and deals closed, in it. */
  from: number;
  to: number;
  currency: string;
  /** null: whatever age of touches. */
  lookbackDays: number | null;
  /** Bit of reach of the touches that count. */
  scopeBit: number;
  groupBy: readonly DealDimension[];
  filters: DealFilters;
}

/** Amounts are whole minor units of the currency of the report. A figure that does not exist is null. */
export interface VelocityFigures {
  /** Deals created in the window. */
  opportunities: number;
  won: number;
  lost: number;
  /** won / (won + lost). */
  winRate: number | null;
  wonMinor: bigint;
  averageDealMinor: bigint | null;
  medianCycleDays: number | null;
  p90CycleDays: number | null;
  /** opportunities x win rate x average deal / median cycle. */
  perDayMinor: bigint | null;
  /** Why there is no product. */
  reason: 'no_won_deal' | 'no_amount' | 'no_cycle' | null;
  /** Open at the moment of judgement. */
  open: number;
  openMinor: bigint;
  stalled: number;
  stalledMinor: bigint;
  /** Won or created in the window, or open, without a rate: in no amount. */
  unconverted: number;
  pipeline: SourcedFigures;
  revenue: SourcedFigures;
}
export type VelocityRow = VelocityFigures & { labels: Partial<Record<DealDimension, string>> };

export const velocityParams = (question: VelocityQuestion) => ({
  ...{ workspace: question.workspace, asOf: question.asOf, judgedAt: question.judgedAt },
  ...{ from: question.from, to: question.to, currency: question.currency },
  lookbackMs: question.lookbackDays === null ? -1 : Math.round(question.lookbackDays * dayMs),
  scopeBit: question.scopeBit,
  ...Object.fromEntries(Object.entries(question.filters).map(([name, labels]) => [`filter_${name}`, labels])),
});

const labelSql = (dimension: DealDimension) => `if(${dimension} = '', '${noLabel}', toString(${dimension}))`;
export const passingDeals = (filters: DealFilters) =>
  dealDimensions
    .filter((dimension) => filters[dimension])
    .map((dimension) => `AND has({filter_${dimension}:Array(String)}, ${labelSql(dimension)})`)
    .join(' ');

/** Deals with their stages and their activity by the moment of judgement; amounts are those of `asOf`. */
const newestDeals = `
  SELECT * EXCEPT (last_stage, last_status, last_active, ever_closed),
    if(ever_closed <= {judgedAt:Int64}, ever_closed, 0) AS closed, if(closed = 0, 'open', last_status) AS status,
    arrayCount(t -> t <= {judgedAt:Int64}, stage_ms) AS visits,
    if(visits = length(stage_ms), last_stage, stage_name[visits]) AS stage,
    if(last_active <= {judgedAt:Int64}, last_active, greatest(created, if(visits = 0, created, stage_ms[visits]))) AS active
  FROM (${newestVersions('deals', 'deal_id', [
    ...['owner', 'segment', 'pipeline', 'account_id', 'stage AS last_stage', 'status AS last_status'],
    'toUnixTimestamp64Milli(created_at) AS created',
    'toInt64(ifNull(toUnixTimestamp64Milli(closed_at), 0)) AS ever_closed',
    'if(report_currency = {currency:String}, value_minor, NULL) AS value',
    'stage_name, arrayMap(t -> toUnixTimestamp64Milli(t), stage_at) AS stage_ms',
    'toInt64(ifNull(toUnixTimestamp64Milli(last_activity_at), created)) AS last_active',
  ])}) WHERE created <= {judgedAt:Int64}`;

/** How long deals stay in a stage of their pipeline: the ninetieth percentile of the visits that ended. */
const stageTimes = `
  SELECT pipeline AS of_pipeline, visit.1 AS of_stage, quantileExactInclusive(0.9)(visit.2) AS p90
  FROM (
    SELECT pipeline, arrayJoin(arrayFilter(v -> v.2 >= 0, arrayMap((s, t, until) ->
      (s, if(until > 0 AND until <= {judgedAt:Int64}, until - t, -1)),
      stage_name, stage_ms, arraySlice(arrayPushBack(stage_ms, closed), 2)))) AS visit
    FROM (${newestDeals}))
  GROUP BY of_pipeline, of_stage`;

/** One row a deal that passes the filters, whatever the window, with what reports count of it. */
export const dealsSql = ({ filters }: VelocityQuestion): string => `
  SELECT d.*, if(s.of_stage = '', NULL, s.p90) AS stage_p90,
    created >= {from:Int64} AND created < {to:Int64} AS is_created,
    closed != 0 AND closed >= {from:Int64} AND closed < {to:Int64} AS is_closed,
    is_closed AND status = 'won' AS is_won, is_closed AND status = 'lost' AS is_lost,
    closed = 0 AS is_open,
    is_open AND ifNull({judgedAt:Int64} - active > stage_p90, 0) AS is_stalled,
    (is_won OR is_created OR is_open) AND value IS NULL AS is_unconverted
  FROM (SELECT * FROM (${newestDeals}) WHERE 1 ${passingDeals(filters)}) AS d
  LEFT JOIN (${stageTimes}) AS s ON d.pipeline = s.of_pipeline AND d.stage = s.of_stage`;

/** Velocity by labels, what is won most first. */
export async function velocityRows(
  clickhouse: ClickHouse,
  question: VelocityQuestion,
): Promise<VelocityRow[]> {
  const { groupBy } = question;
  const labels = groupBy.map((dimension) => `${labelSql(dimension)} AS label_${dimension}, `).join('');
  const group = groupBy.length > 0 ? `GROUP BY ${groupBy.map((one) => `label_${one}`).join(', ')}` : '';
  const query = { settings: leadSettings, params: velocityParams(question) };
  const cycle = (part: number) =>
    `if(won = 0, NULL, toInt64(round(quantileExactInclusiveIf(${part})(closed - created, is_won))))`;
  const sum = (flag: string) => `sumIf(toInt128(ifNull(value, 0)), ${flag})`;
  const [rows, sourced] = await Promise.all([
    clickhouse.query<Record<string, string>>({
      ...query,
      name: 'velocity',
      sql: `SELECT ${labels}countIf(is_created) AS opportunities, countIf(is_won) AS won, countIf(is_lost) AS lost,
          ${sum('is_won')} AS won_minor, countIf(is_won AND value IS NOT NULL) AS valued,
          ${cycle(0.5)} AS median, ${cycle(0.9)} AS p90, countIf(is_open) AS open, ${sum('is_open')} AS open_minor,
          countIf(is_stalled) AS stalled, ${sum('is_stalled')} AS stalled_minor,
          countIf(is_unconverted) AS unconverted
        FROM (${dealsSql(question)}) ${group}`,
    }),
    clickhouse.query<Record<string, string>>({
      ...query,
      name: 'velocity_sourced',
      sql: `SELECT ${labels}kind, count() AS deals, countIf(is_sourced) AS sourced, countIf(is_influenced) AS influenced,
          ${sum('1')} AS value_minor, ${sum('is_sourced')} AS sourced_minor, ${sum('is_influenced')} AS influenced_minor
        FROM (${journeysSql(question)})
        GROUP BY ${[...groupBy.map((one) => `label_${one}`), 'kind'].join(', ')}`,
    }),
  ]);
  const labelsOf = (row: Record<string, string>) =>
    Object.fromEntries(groupBy.map((one) => [one, row[`label_${one}`]!]));
  return rows
    .map((row) => {
      const labels = labelsOf(row);
      const key = JSON.stringify(labels);
      const its = sourced.filter((one) => JSON.stringify(labelsOf(one)) === key);
      return { key, labels, ...figuresOf(row), ...sourcedOf(its) };
    })
    .sort((a, b) => (a.wonMinor === b.wonMinor ? (a.key < b.key ? -1 : 1) : a.wonMinor < b.wonMinor ? 1 : -1))
    .map(({ key: _, ...row }) => row);
}

function figuresOf(row: Record<string, string | null>): Omit<VelocityFigures, 'pipeline' | 'revenue'> {
  const number = (name: string) => Number(row[name]);
  const [opportunities, won, lost, valued] = ['opportunities', 'won', 'lost', 'valued'].map(number) as [
    number,
    number,
    number,
    number,
  ];
  const wonMinor = BigInt(row['won_minor']!);
  const medianMs = row['median'] === null ? null : number('median');
  const reason = won === 0 ? 'no_won_deal' : valued === 0 ? 'no_amount' : medianMs === 0 ? 'no_cycle' : null;
  const closed = won + lost;
  return {
    ...{ opportunities, won, lost, wonMinor, reason },
    winRate: closed === 0 ? null : won / closed,
    averageDealMinor: valued === 0 ? null : nearest(wonMinor, BigInt(valued)),
    medianCycleDays: medianMs === null ? null : medianMs / dayMs,
    p90CycleDays: row['p90'] === null ? null : number('p90') / dayMs,
    perDayMinor:
      reason !== null
        ? null
        : nearest(
            BigInt(opportunities) * BigInt(won) * wonMinor * BigInt(dayMs),
            BigInt(closed) * BigInt(valued) * BigInt(medianMs!),
          ),
    ...{ open: number('open'), openMinor: BigInt(row['open_minor']!) },
    ...{ stalled: number('stalled'), stalledMinor: BigInt(row['stalled_minor']!) },
    unconverted: number('unconverted'),
  };
}

/** A quotient rounded to the nearest whole number, halves to the even one. The divisor is above 0. */
export function nearest(dividend: bigint, divisor: bigint): bigint {
  const floor = dividend / divisor - (dividend % divisor < 0n ? 1n : 0n);
  const twice = (dividend - floor * divisor) * 2n;
  return twice > divisor || (twice === divisor && floor % 2n !== 0n) ? floor + 1n : floor;
}
