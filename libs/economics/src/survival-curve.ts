/** Those who leave observation after so many months: lost, or still there when it ended. In any whole-number weight. */
export interface Exits {
  /** Whole months since the beginning, at least 0. */
  month: number;
  lost: bigint;
  /** Seen for that many months, and not lost by then. */
  censored: bigint;
}

/** A month of a survival curve. */
export interface SurvivalPoint {
  month: number;
  /** Seen up to this month, or longer: what those lost in it are a part of. */
  atRisk: bigint;
  lost: bigint;
  censored: bigint;
  /** Part that is still there after this month, 0 to 1. */
  survival: number;
  /** Greenwood's standard error of `survival`; null where nobody is left, or nobody was at risk. */
  standardError: number | null;
}

/**
 * Kaplan-Meier: S(t) = product over months i <= t of (1 - lost_i / atRisk_i). Who is censored in a month is at risk in
 * it, so losses come before censoring. Every month from 0 to the last one observed is there.
 *
 * Sources: E. L. Kaplan, P. Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958) 457-481.
 * Standard error: M. Greenwood (1926), S(t) * sqrt(sum of lost_i / (atRisk_i * (atRisk_i - lost_i))); with customers that
 * are shared out over channels it is that of a sample as large as the sum of the shares.
 * @param unit how much of a weight is one customer
 */
export function survivalCurve(exits: readonly Exits[], unit = 1n): SurvivalPoint[] {
  const byMonth = new Map<number, { lost: bigint; censored: bigint }>();
  for (const { month, lost, censored } of exits) {
    const before = byMonth.get(month) ?? { lost: 0n, censored: 0n };
    byMonth.set(month, { lost: before.lost + lost, censored: before.censored + censored });
  }
  const last = Math.max(-1, ...byMonth.keys());
  let atRisk = [...byMonth.values()].reduce((sum, one) => sum + one.lost + one.censored, 0n);
  let survival = 1;
  let variance = 0;
  const points: SurvivalPoint[] = [];
  for (let month = 0; month <= last && atRisk > 0n; month++) {
    const { lost, censored } = byMonth.get(month) ?? { lost: 0n, censored: 0n };
    const [risk, gone] = [Number(atRisk) / Number(unit), Number(lost) / Number(unit)];
    survival = lost === atRisk ? 0 : survival * (1 - gone / risk);
    if (lost < atRisk) variance += gone / (risk * (risk - gone));
    const standardError = survival === 0 ? null : survival * Math.sqrt(variance);
    points.push({ month, atRisk, lost, censored, survival, standardError });
    atRisk -= lost + censored;
  }
  return points;
}

/** Part that is still there after so many months; null: nobody was observed that long. */
export function survivalAt(curve: readonly SurvivalPoint[], month: number): number | null {
  const last = curve.at(-1);
  if (!last) return null;
  if (month <= last.month) return curve[month]!.survival;
  return last.survival === 0 ? 0 : null;
}

/** Median lifetime: the first month after which at most half are still there; null: more than half were, to the end. */
export const medianMonth = (curve: readonly SurvivalPoint[]): number | null =>
  curve.find(({ survival }) => survival <= 0.5)?.month ?? null;
