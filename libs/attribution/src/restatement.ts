import type { ClickHouse } from '@touchstone/facts';
import type { JourneyCause } from '@touchstone/timeline';
import { contributionsOf, type Contribution } from './contributions.js';
import type { JourneyVersion } from './journey-versions.js';
import type { Reason } from './journeys-sql.js';
import type { Model, ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';
import { standingOf } from './touch-standing.js';
import { isKept } from './version-labels.js';
import { changesSince, type VersionChange } from './version-changes.js';

/** How one row of a report changed by one change of a conversion. */
export interface CreditChange {
  model: Model;
  /** Labels in the order of `groupBy`; null: unattributed, or of touches that filters leave out of rows. */
  group: string[] | null;
  reason: Reason | null;
  oldMinor: bigint;
  newMinor: bigint;
  oldConversions: number;
  newConversions: number;
}

/** A conversion whose figures changed, and the event behind it. */
export interface RestatedConversion extends VersionChange {
  credits: CreditChange[];
}

/** Difference of a group of figures: new less old. */
export interface Difference {
  creditMinor: bigint;
  conversions: number;
}

/** What one cause, or all of them, did to a report. */
export interface RestatementSums {
  /** Changes of conversions. */
  changes: number;
  /** By row: model, labels and reason as JSON. */
  rows: Map<string, Difference>;
  crm: Difference;
}

export interface Restatement {
  byCause: Map<JourneyCause, RestatementSums>;
  /** The page of changes that was asked for, by conversion id and version. */
  changes: RestatedConversion[];
  /** Whether there are more behind it. */
  hasMore: boolean;
}

export interface ChangePlace {
  conversionId: string;
  version: number;
}

/**
 * What changed between two positions, conversion by conversion: each version in between is one change with its cause.
 * Their sums are exactly the report at `asOf` less the report at `fromPosition`, both with these parameters. Models that
 * are learned, and `influenced`, have no restatement.
 */
export async function restatement(
  clickhouse: ClickHouse,
  fromPosition: number,
  parameters: AttributionParameters,
  page: { after: ChangePlace | null; limit: number },
): Promise<Restatement> {
  const result: Restatement = { byCause: new Map(), changes: [], hasMore: false };
  for await (const change of changesSince(clickhouse, fromPosition, parameters)) {
    const restated = restate(change, parameters);
    if (!restated) continue;
    const sums = result.byCause.get(change.cause) ?? { changes: 0, rows: new Map(), crm: none() };
    result.byCause.set(change.cause, sums);
    addTo(sums, restated, parameters);
    if (page.after && !isBehind(restated, page.after)) continue;
    if (result.changes.length < page.limit) result.changes.push(restated);
    else result.hasMore = true;
  }
  return result;
}

const none = (): Difference => ({ creditMinor: 0n, conversions: 0 });

/** Order of the store: by bytes, then version. */
function isBehind({ conversionId, version }: ChangePlace, after: ChangePlace): boolean {
  const order = Buffer.compare(Buffer.from(conversionId), Buffer.from(after.conversionId));
  return order > 0 || (order === 0 && version > after.version);
}

/** What a change did to each row; null: nothing that this report shows. */
export function restate(change: VersionChange, parameters: AttributionParameters): RestatedConversion | null {
  // no learned model: nothing but the conversion's own journey decides
  const options: ModelOptions = { ...parameters, channelWeights: {} };
  const credits = new Map<string, CreditChange>();
  const add = (
    versions: JourneyVersion[],
    minor: 'oldMinor' | 'newMinor',
    count: 'oldConversions' | 'newConversions',
  ) => {
    for (const one of versions.flatMap((version) => contributionsOf(version, parameters, options))) {
      const key = keyOf(one);
      const { model, group, reason } = one;
      const row = credits.get(key) ?? {
        model: model as Model,
        group,
        reason,
        oldMinor: 0n,
        newMinor: 0n,
        oldConversions: 0,
        newConversions: 0,
      };
      row[minor] += one.creditMinor;
      row[count] += one.conversions;
      credits.set(key, row);
    }
  };
  add(change.before, 'oldMinor', 'oldConversions');
  add(change.after, 'newMinor', 'newConversions');
  const changed = [...credits.values()].filter(
    (row) => row.oldMinor !== row.newMinor || row.oldConversions !== row.newConversions,
  );
  return changed.length > 0 ? { ...change, credits: changed } : null;
}

/** Names a row of a report: model, labels, reason. */
export const keyOf = ({ model, group, reason }: Pick<Contribution, 'model' | 'group' | 'reason'>) =>
  JSON.stringify([model, group, reason]);

function addTo(sums: RestatementSums, restated: RestatedConversion, parameters: AttributionParameters): void {
  sums.changes++;
  for (const row of restated.credits) {
    const sum = sums.rows.get(keyOf(row)) ?? none();
    sum.creditMinor += row.newMinor - row.oldMinor;
    sum.conversions += row.newConversions - row.oldConversions;
    sums.rows.set(keyOf(row), sum);
  }
  const crmOf = (versions: JourneyVersion[]) =>
    versions
      .filter((version) => isKept(version, parameters))
      .map((version) => standingOf(version, parameters).valueMinor ?? 0n);
  const [old, now] = [crmOf(restated.before), crmOf(restated.after)];
  for (const value of old) sums.crm.creditMinor -= value;
  for (const value of now) sums.crm.creditMinor += value;
  sums.crm.conversions += now.length - old.length;
}
