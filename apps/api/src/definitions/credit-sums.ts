import { type AttributionAnswer, type Contribution, rounded } from '@touchstone/attribution';

interface Sum {
  minor: bigint;
  conversions: number;
}

/** Credit by model and channel, and what is unattributed by model and reason. */
export class CreditSums {
  readonly channels = new Map<string, Sum>();
  readonly reasons = new Map<string, Sum>();

  static ofReport({ rows, unattributed }: AttributionAnswer): CreditSums {
    const sums = new CreditSums();
    for (const { model, channel, creditMinor, conversions } of rows)
      add(sums.channels, [model, String(channel)], BigInt(creditMinor), conversions);
    for (const { model, reason, amountMinor, conversions } of unattributed)
      add(sums.reasons, [model, reason], BigInt(amountMinor), conversions);
    return sums;
  }

  /** Adds what a conversion gives, grouped by channel. */
  add(contributions: readonly Contribution[]): void {
    for (const { model, group, reason, creditMinor, conversions } of contributions)
      if (reason === null) add(this.channels, [model, group?.[0] ?? ''], creditMinor, conversions);
      else add(this.reasons, [model, reason], creditMinor, conversions);
  }
}

function add(sums: Map<string, Sum>, names: [string, string], minor: bigint, conversions: number): void {
  const key = JSON.stringify(names);
  const sum = sums.get(key) ?? { minor: 0n, conversions: 0 };
  sums.set(key, { minor: sum.minor + minor, conversions: sum.conversions + conversions });
}

/** Every name of either side with both sums, by model, the largest change first. */
export function changesOf(now: Map<string, Sum>, then: Map<string, Sum>, comparable: boolean) {
  const nothing: Sum = { minor: 0n, conversions: 0 };
  const size = (minor: bigint) => (minor < 0n ? -minor : minor);
  return [...new Set([...now.keys(), ...then.keys()])]
    .map((key) => {
      const [model, name] = JSON.parse(key) as [string, string];
      const [before, after] = [now.get(key) ?? nothing, then.get(key) ?? nothing];
      return { model, name, before, after, change: size(after.minor - before.minor) };
    })
    .sort((a, b) => compare(a.model, b.model) || compare(b.change, a.change) || compare(a.name, b.name))
    .map(({ model, name, before, after }) => ({
      model,
      name,
      nowMinor: before.minor.toString(),
      thenMinor: after.minor.toString(),
      differenceMinor: comparable ? (after.minor - before.minor).toString() : null,
      nowConversions: rounded(before.conversions),
      thenConversions: rounded(after.conversions),
    }));
}

const compare = <T extends string | bigint>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
