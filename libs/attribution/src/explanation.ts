import type { ClickHouse } from '@touchstone/facts';
import type { ConversionKind } from '@touchstone/timeline';
import { readVersions, versionColumns, type JourneyVersion } from './journey-versions.js';
import type { Reason } from './journeys-sql.js';
import { creditOf, type Model, type ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';
import type { Role } from './role-models.js';
import { journeyOf, standingOf, type TouchStanding } from './touch-standing.js';
import { greatestDivisor } from './whole-numbers.js';

/** Which conversion is meant, and when. */
export interface ConversionOf {
  workspace: string;
  conversion: ConversionKind;
  conversionId: string;
  /** Log position. */
  asOf: number;
}

/** A conversion as a position of the log has it: alive, ended by a tombstone, or not known at all. */
export type FoundConversion =
  | { state: 'live'; version: JourneyVersion }
  | { state: 'ended'; tombstone: JourneyVersion }
  | { state: 'unknown' };

/** The newest version of a conversion. One that moved has a tombstone where it was: it is alive where it is. */
export async function findConversion(
  clickhouse: ClickHouse,
  { workspace, conversion, conversionId, asOf }: ConversionOf,
): Promise<FoundConversion> {
  const newest = await readVersions(clickhouse, {
    name: 'conversion_versions',
    params: { workspace, conversion, conversionId, asOf },
    sql: `SELECT ${versionColumns} FROM (
      SELECT * FROM journeys
      WHERE workspace = {workspace:String} AND kind = {conversion:String} AND conversion_id = {conversionId:String}
        AND version <= {asOf:UInt64}
      ORDER BY converted_at DESC, version DESC
      LIMIT 1 BY converted_at)
    ORDER BY version DESC`,
  });
  const version = newest.find(({ isLive }) => isLive);
  if (version) return { state: 'live', version };
  return newest[0] ? { state: 'ended', tombstone: newest[0] } : { state: 'unknown' };
}

/** What a model gives a touch. */
export interface ExplainedCredit {
  roles: Role[];
  share: number;
  /** The exact share, such as 3/7; null where its terms are too long to read. */
  fraction: string | null;
  creditMinor: bigint;
}

export interface ExplainedTouch {
  standing: TouchStanding;
  /** By model; empty for a touch that may have no credit. */
  credits: Map<Model, ExplainedCredit>;
}

export interface Explanation {
  /** In the report's currency; null: no rate. */
  valueMinor: bigint | null;
  leadAt: number | null;
  oppAt: number | null;
  /** Per model why it has no credit to give; null: it has, and its credits sum to the value. */
  reasons: Map<Model, Reason | null>;
  /** One a touch of the whole journey, in order. */
  touches: ExplainedTouch[];
}

/** How each model shares out a conversion, touch by touch. */
export function explain(
  version: JourneyVersion,
  parameters: AttributionParameters,
  options: ModelOptions,
): Explanation {
  const standing = standingOf(version, parameters);
  const journey = journeyOf(version, standing, parameters);
  const explanation: Explanation = {
    valueMinor: standing.valueMinor,
    leadAt: journey.leadAt,
    oppAt: journey.oppAt,
    reasons: new Map(),
    touches: standing.touches.map((one) => ({ standing: one, credits: new Map() })),
  };
  for (const model of parameters.models) {
    if (model === 'influenced') continue; // it shares nothing out
    const credit = standing.reason
      ? { reason: standing.reason }
      : creditOf(model, journey, standing.valueMinor!, options);
    explanation.reasons.set(model, 'reason' in credit ? credit.reason : null);
    if ('reason' in credit) continue;
    credit.touches.forEach(({ roles, weight, share, creditMinor }, nth) => {
      const fraction = fractionText(weight, credit.totalWeight);
      const { credits } = explanation.touches[standing.counted[nth]!]!;
      credits.set(model, { roles, share, fraction, creditMinor });
    });
  }
  return explanation;
}

const longest = 6;

function fractionText(part: bigint, whole: bigint): string | null {
  const by = greatestDivisor(part, whole);
  const [over, under] = [`${part / by}`, `${whole / by}`];
  if (under.length > longest) return null;
  return under === '1' ? over : `${over}/${under}`;
}
