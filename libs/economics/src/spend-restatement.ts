import type { ClickHouse, SpendSigns } from '@touchstone/facts';
import { spendInForce } from './spend-costs.js';

/** An amount in minor units of a currency. */
export interface CostAmount {
  costMinor: bigint;
  currency: string;
}

/** One statement that said something else than the one before it of the same key. */
export interface SpendChange extends SpendSigns {
  platform: string;
  account: string;
  /** YYYY-MM-DD */
  day: string;
  /** Log position of the statement. */
  position: number;
  /** null: it is the first of its key. */
  before: CostAmount | null;
  after: CostAmount;
}

/** Spend of a currency as it stood at both positions. */
export interface SpendDifference {
  currency: string;
  oldMinor: bigint;
  newMinor: bigint;
}

/** Which statements: those after a position, up to another, about days from one on and before another, YYYY-MM-DD. */
export interface SpendBetween {
  workspace: string;
  fromPosition: number;
  toPosition: number;
  fromDay: string;
  toDay: string;
}

const key = 'day, platform, account, campaign, kind';
const ofDays = `workspace = {workspace:String} AND day >= {fromDay:Date32} AND day < {toDay:Date32}
  AND position <= {toPosition:UInt64}`;

interface ChangeRow {
  day: string;
  platform: string;
  account: string;
  campaign: string;
  kind: string;
  position: string;
  given_channel: string;
  source: string;
  medium: string;
  cost: string;
  currency: string;
  cost_before: string;
  currency_before: string;
}

/**
 * A page of changes, in order of the log. Those of a key are a chain, so that all changes of a currency sum to its
 * difference between the positions.
 */
export async function spendChanges(
  clickhouse: ClickHouse,
  between: SpendBetween,
  { after, limit }: { after: number; limit: number },
): Promise<{ changes: SpendChange[]; hasMore: boolean }> {
  const rows = await clickhouse.query<ChangeRow>({
    name: 'spend_changes',
    params: { ...between, after, limit: limit + 1 },
    sql: `
SELECT ${key}, position, given_channel, source, medium, cost, currency, cost_before, currency_before
FROM (
  SELECT day, platform, account, campaign, kind, position, given_channel, source, medium,
    cost_minor AS cost, currency,
    lagInFrame(cost_minor) OVER statements AS cost_before, lagInFrame(toString(currency)) OVER statements AS currency_before
  FROM spend
  WHERE ${ofDays}
    AND (${key}) IN (SELECT ${key} FROM spend WHERE ${ofDays} AND position > {fromPosition:UInt64})
  WINDOW statements AS (PARTITION BY ${key} ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
WHERE position > greatest({fromPosition:UInt64}, {after:UInt64})
  AND (cost, currency) != (cost_before, currency_before)
ORDER BY position
LIMIT {limit:UInt64}`,
  });
  return { changes: rows.slice(0, limit).map(changeOf), hasMore: rows.length > limit };
}

function changeOf(row: ChangeRow): SpendChange {
  const { platform, account, campaign, day, kind, source, medium } = row;
  return {
    ...{ platform, account, campaign, day, kind, source, medium },
    givenChannel: row.given_channel,
    position: Number(row.position),
    before: row.currency_before
      ? { costMinor: BigInt(row.cost_before), currency: row.currency_before }
      : null,
    after: { costMinor: BigInt(row.cost), currency: row.currency },
  };
}

/** What spend summed to at both positions, by currency: from what was in force, not from changes. */
export async function spendDifferences(
  clickhouse: ClickHouse,
  { fromPosition, toPosition, ...of }: SpendBetween,
): Promise<SpendDifference[]> {
  const sumsAt = (asOf: number) =>
    clickhouse.query<{ currency: string; sum: string }>({
      name: 'spend_sums',
      params: { ...of, asOf },
      sql: `SELECT currency, sum(toInt128(cost_minor)) AS sum FROM (${spendInForce}) GROUP BY currency ORDER BY currency`,
    });
  const [old, now] = await Promise.all([sumsAt(fromPosition), sumsAt(toPosition)]);
  const sumOf = (rows: typeof old, currency: string) =>
    BigInt(rows.find((row) => row.currency === currency)?.sum ?? 0);
  return [...new Set([...old, ...now].map(({ currency }) => currency))].sort().map((currency) => ({
    currency,
    oldMinor: sumOf(old, currency),
    newMinor: sumOf(now, currency),
  }));
}
