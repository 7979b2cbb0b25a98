import { type AttributionParameters, journeyLabelsSql } from '@touchstone/attribution';
import { type ClickHouse, wholeMargin } from '@touchstone/facts';
import { compareText } from '@touchstone/timeline';
import { acquisitionKinds } from './acquisitions.js';
import { customerParams, type CustomersOf } from './customer-question.js';
import { customersSql, stagesSql } from './customers.js';
import { halfEven } from './whole-money.js';

/** What customers can have in common before the deal: labels of touches that may get credit, and stages of the deal. */
export const traitKinds = ['channel', 'campaign', 'content', 'interaction', 'stage'] as const;
export type TraitKind = (typeof traitKinds)[number];

/** A trait, and how many of the best customers and of the lost ones have it. */
export interface Trait {
  kind: TraitKind;
  label: string;
  best: number;
  lost: number;
}

export interface CustomerTraits {
  /** Customers with a subscription: who is still there, the best of them, and who is lost. */
  kept: number;
  best: number;
  lost: number;
  /** What the last of the best brings a month, in minor units; null: nobody is kept. */
  bestFromMinor: bigint | null;
  /** Those first that the best have oftener than the lost. */
  traits: Trait[];
}

/** Gross margin of a month that the customer paid in, in millionths of minor units; 0: he paid in none. */
const monthly = 'intDiv(arraySum(margin), toInt128(greatest(1, arrayCount(x -> x > 0, revenue))))';

/**
 * What the best customers had in common before they came, against those that were lost. Of customers with a subscription
 * the best are those still there who bring most margin in a month that they pay in; ties are in. What they had are labels of the journey of what
 * they came with, and the stages of that deal.
 * @param bestPercent how many of those still there are the best, rounded up
 */
export async function customerTraits(
  clickhouse: ClickHouse,
  customers: CustomersOf,
  { parameters, bestPercent }: { parameters: AttributionParameters; bestPercent: number },
): Promise<CustomerTraits> {
  const params = customerParams(customers);
  const [groups] = await clickhouse.query<{ kept: string; lost: string; threshold: string; best: string }>({
    name: 'best_customers',
    params: { ...params, bestPercent },
    sql: `
SELECT countIf(NOT is_lost) AS kept, countIf(is_lost) AS lost,
  arrayReverseSort(groupArrayIf(${monthly}, NOT is_lost)) AS each,
  each[toUInt32(ceil(kept * {bestPercent:Float64} / 100))] AS threshold,
  if(kept = 0, 0, arrayCount(x -> x >= threshold, each)) AS best
FROM (SELECT * FROM (${customersSql}) WHERE is_recurring)`,
  });
  const counts = { kept: Number(groups!.kept), best: Number(groups!.best), lost: Number(groups!.lost) };
  const rows = await Promise.all(
    acquisitionKinds.map((conversion) => {
      const of = { from: customers.from, to: customers.to, asOf: customers.asOf, filters: {} };
      const journeys = journeyLabelsSql({ ...parameters, ...of, conversion }, [
        'channel',
        'campaign',
        'content',
        'interaction',
      ]);
      return clickhouse.query<{ kind: TraitKind; label: string; best: string; lost: string }>({
        name: 'customer_traits',
        params: { ...journeys.params, ...params, threshold: groups!.threshold },
        settings: journeys.settings,
        sql: `
SELECT tupleElement(trait, 1) AS kind, tupleElement(trait, 2) AS label,
  countIf(NOT is_lost) AS best, countIf(is_lost) AS lost
FROM (
  SELECT is_lost, arrayJoin(arrayConcat(${traitKinds.map((kind) => `arrayMap(x -> tuple('${kind}', toString(x)), ${kind})`).join(', ')})) AS trait
  FROM (
    SELECT * FROM (${customersSql})
    WHERE is_recurring AND kind = {conversion:String} AND (is_lost OR ${monthly} >= {threshold:Int128})) AS c
  LEFT ANY JOIN (${journeys.sql}) AS j USING (conversion_id)
  LEFT ANY JOIN (${stagesSql}) AS s USING (conversion_id))
GROUP BY kind, label`,
      });
    }),
  );
  const bestFromMinor = counts.kept === 0 ? null : halfEven(BigInt(groups!.threshold), BigInt(wholeMargin));
  return { ...counts, bestFromMinor, traits: sorted(rows.flat(), counts) };
}

/** One of each kind and label, by the difference of the parts that have it; then by how many have it, and label. */
function sorted(
  rows: { kind: TraitKind; label: string; best: string; lost: string }[],
  of: { best: number; lost: number },
): Trait[] {
  const traits = new Map<string, Trait>();
  for (const { kind, label, best, lost } of rows) {
    const before = traits.get(`${kind} ${label}`) ?? { kind, label, best: 0, lost: 0 };
    traits.set(`${kind} ${label}`, {
      ...before,
      best: before.best + Number(best),
      lost: before.lost + Number(lost),
    });
  }
  const part = (count: number, all: number) => (all === 0 ? 0 : count / all);
  const lead = ({ best, lost }: Trait) => part(best, of.best) - part(lost, of.lost);
  return [...traits.values()].sort(
    (a, b) =>
      lead(b) - lead(a) ||
      b.best + b.lost - (a.best + a.lost) ||
      compareText(`${a.kind} ${a.label}`, `${b.kind} ${b.label}`),
  );
}
