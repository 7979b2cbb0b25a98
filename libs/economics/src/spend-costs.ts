import { type ClickHouse, spendChannelOf } from '@touchstone/facts';
import { convertMinor, type Definitions, type RateTable } from '@touchstone/timeline';

/** What stands for the channel of a cost that no rule maps to one. */
export const unmapped = '(unmapped)';

/** Costs of one campaign and kind in a month, in minor units of the currency asked for. */
export interface Cost {
  /** YYYY-MM */
  month: string;
  /** `(unmapped)` where no rule knows it. */
  channel: string;
  /** Empty: a cost without one. */
  campaign: string;
  kind: string;
  costMinor: bigint;
}

/** Statements in a currency that has no rate on their days. */
export interface UnconvertedCost {
  currency: string;
  costMinor: bigint;
  statements: number;
}

/** Which costs, and by what they are told. */
export interface CostsOf {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** First day, and the first that is out; YYYY-MM-DD. */
  fromDay: string;
  toDay: string;
  currency: string;
  /** In force at `asOf`. */
  definitions: Definitions;
  rates: RateTable;
}

/**
 * Statements in force as of a position, of days in a window: of every key (platform, account, campaign, day, kind) the
 * newest.
 */
export const spendInForce = `
  SELECT * FROM spend
  WHERE workspace = {workspace:String} AND day >= {fromDay:Date32} AND day < {toDay:Date32} AND position <= {asOf:UInt64}
  ORDER BY workspace DESC, day DESC, platform DESC, account DESC, campaign DESC, kind DESC, position DESC
  LIMIT 1 BY day, platform, account, campaign, kind`;

interface CostRow {
  month: string;
  /** Empty for what needs no rate. */
  day: string;
  campaign: string;
  kind: string;
  given_channel: string;
  source: string;
  medium: string;
  currency: string;
  cost_minor: string;
  statements: string;
}

/**
 * Costs by month, channel, campaign and kind. Each statement in another currency is converted at the rate of its day,
 * half to even; without one it is unconverted, and in no cost. Channels are those of the definitions given.
 */
export async function spendCosts(
  clickhouse: ClickHouse,
  { definitions, rates, ...of }: CostsOf,
): Promise<{ costs: Cost[]; unconverted: UnconvertedCost[] }> {
  const { currency } = of;
  const rows = await clickhouse.query<CostRow>({
    name: 'spend_costs',
    params: { ...of },
    // what needs a rate stays apart, statement by statement
    sql: `
SELECT formatDateTime(s.day, '%Y-%m') AS month, if(s.currency = {currency:String}, '', toString(s.day)) AS day,
  campaign, kind, given_channel, source, medium, s.currency AS currency,
  sum(toInt128(s.cost_minor)) AS cost_minor, count() AS statements
FROM (${spendInForce}) AS s
GROUP BY month, day, campaign, kind, given_channel, source, medium, currency,
  if(s.currency = {currency:String}, '', concat(platform, '\\n', account))
ORDER BY ALL`,
  });
  const costs = new Map<string, Cost>();
  const unconverted = new Map<string, UnconvertedCost>();
  for (const row of rows) {
    const { month, campaign, kind } = row;
    const costMinor = inCurrency(row, currency, rates);
    if (costMinor === null) {
      const none = { currency: row.currency, costMinor: 0n, statements: 0 };
      const sum = unconverted.get(row.currency) ?? none;
      sum.costMinor += BigInt(row.cost_minor);
      sum.statements += Number(row.statements);
      unconverted.set(row.currency, sum);
      continue;
    }
    const channel = spendChannelOf({ ...row, givenChannel: row.given_channel }, definitions) || unmapped;
    const key = JSON.stringify([month, channel, campaign, kind]);
    const sum = costs.get(key) ?? { month, channel, campaign, kind, costMinor: 0n };
    sum.costMinor += costMinor;
    costs.set(key, sum);
  }
  return { costs: [...costs.values()], unconverted: [...unconverted.values()] };
}

function inCurrency(row: CostRow, currency: string, rates: RateTable): bigint | null {
  if (row.currency === currency) return BigInt(row.cost_minor);
  const rate = rates.on(row.currency, currency, row.day);
  // one statement: an amount that came as a number
  const amount = { amountMinor: Number(row.cost_minor), currency: row.currency };
  return rate === null ? null : convertMinor(amount, currency, rate);
}
