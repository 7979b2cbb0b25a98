import type { JourneyVersion } from './journey-versions.js';
import type { Reason } from './journeys-sql.js';
import { creditOf, type ModelOptions } from './models.js';
import type { AttributionParameters, ReportModel } from './parameters.js';
import { journeyOf, standingOf } from './touch-standing.js';
import { groupOf, isKept, isShown } from './version-labels.js';

/** What a version adds to one row of a report. */
export interface Contribution {
  model: ReportModel;
  /** Labels of the row in the order of `groupBy`; null: credit of touches that the filters leave out of rows. */
  group: string[] | null;
  /** Why it is unattributed; null: it is credit. */
  reason: Reason | null;
  creditMinor: bigint;
  /** Share of the conversion. */
  conversions: number;
}

/**
 * What a live version adds to a report: per model its credit by group, or one reason. A version that the filters on
 * conversions leave out adds nothing. The sums over all versions in force are the report, to the unit.
 */
export function contributionsOf(
  version: JourneyVersion,
  parameters: AttributionParameters,
  options: ModelOptions,
): Contribution[] {
  if (!version.isLive || !isKept(version, parameters)) return [];
  const standing = standingOf(version, parameters);
  const value = standing.valueMinor ?? 0n;
  const journey = journeyOf(version, standing, parameters);
  const groups = standing.counted.map((at) =>
    isShown(version, at, parameters) ? groupOf(parameters.groupBy, version, at, parameters.timeZone) : null,
  );
  return parameters.models.flatMap((model): Contribution[] => {
    const without = (reason: Reason) => [{ model, group: null, reason, creditMinor: value, conversions: 1 }];
    if (standing.reason) return model === 'influenced' ? [] : without(standing.reason);
    if (model === 'influenced') return influencedOf(groups, value);
    const credit = creditOf(model, journey, value, options);
    if ('reason' in credit) return without(credit.reason);
    return byGroup(
      credit.touches.flatMap(({ weight, share, creditMinor }, at) =>
        weight > 0n ? { model, group: groups[at]!, reason: null, creditMinor, conversions: share } : [],
      ),
    );
  });
}

/** The whole value once for each group that the conversion has a touch of. */
function influencedOf(groups: (string[] | null)[], value: bigint): Contribution[] {
  const distinct = new Map(groups.flatMap((group) => (group ? [[rowKey(group), group] as const] : [])));
  return [...distinct.values()].map((group) => ({
    model: 'influenced',
    group,
    reason: null,
    creditMinor: value,
    conversions: 1,
  }));
}

const rowKey = (group: string[] | null) => JSON.stringify(group);

function byGroup(parts: Contribution[]): Contribution[] {
  const sums = new Map<string, Contribution>();
  for (const part of parts) {
    const key = rowKey(part.group);
    const sum = sums.get(key);
    if (!sum) sums.set(key, { ...part });
    else {
      sum.creditMinor += part.creditMinor;
      sum.conversions += part.conversions;
    }
  }
  return [...sums.values()];
}
