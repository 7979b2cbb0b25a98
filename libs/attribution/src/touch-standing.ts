import type { JourneyVersion } from './journey-versions.js';
import type { Reason } from './journeys-sql.js';
import { scopeBit } from './journeys-sql.js';
import { dayMs, type ModelJourney } from './models.js';
import { isValued, type AttributionParameters } from './parameters.js';

/** Whether a touch may have credit in a report, and why not. */
export const touchStandings = ['eligible', 'not_in_scope', 'other_side', 'view', 'outside_lookback'] as const;
export type TouchStanding = (typeof touchStandings)[number];

/** What decides over a touch and a conversion. */
export type Rules = Pick<
  AttributionParameters,
  'conversion' | 'value' | 'currency' | 'scope' | 'touchScope' | 'countViews' | 'lookbackDays'
>;

/** What a report sees of a version, before any model. */
export interface Standing {
  /** In minor units of the report's currency; null: no rate. */
  valueMinor: bigint | null;
  /** One a touch of the whole journey. */
  touches: TouchStanding[];
  /** Places of the touches that get credit, oldest first. */
  counted: number[];
  /** Why no model has credit to give; null: there is some. */
  reason: Reason | null;
}

/** How a version stands in a report: the same rules as `conversionsWithReason`, which the tests hold it against. */
export function standingOf(version: JourneyVersion, rules: Rules): Standing {
  const touches = version.touchAt.map((_, at) => touchStanding(version, at, rules));
  const counted = touches.flatMap((standing, at) => (standing === 'eligible' ? at : []));
  const valueMinor = valueOf(version, rules);
  return { valueMinor, touches, counted, reason: reasonOf() };

  function reasonOf(): Reason | null {
    if (valueMinor === null) return 'unconverted';
    if (!version.hasIdentity) return 'no_identity';
    if (counted.length > 0) return null;
    return touches.includes('outside_lookback') ? 'outside_lookback' : 'no_touch';
  }
}

/** Value of a version in minor units of the report's currency; null: no rate. */
export function valueOf(
  version: JourneyVersion,
  { conversion, currency, value }: Pick<Rules, 'conversion' | 'currency' | 'value'>,
): bigint | null {
  if (!isValued(conversion)) return 0n;
  if (version.reportCurrency !== currency) return null;
  return value === 'latest' ? version.valueMinor : version.valueAtConversionMinor;
}

function touchStanding(version: JourneyVersion, at: number, rules: Rules): TouchStanding {
  const flags = version.touchFlags[at]!;
  const side = flags & 1 ? 'sales' : 'marketing';
  if ((version.touchReach[at]! & scopeBit(rules)) === 0) return 'not_in_scope';
  if (rules.touchScope !== 'all' && rules.touchScope !== side) return 'other_side';
  if (flags & 2 && !rules.countViews) return 'view';
  const age = version.convertedAt - version.touchAt[at]!;
  if (rules.lookbackDays !== null && age > Math.round(rules.lookbackDays * dayMs)) return 'outside_lookback';
  return 'eligible';
}

/** The journey that models share out: the touches that get credit, and the moments of its lead and its opportunity. */
export function journeyOf(version: JourneyVersion, { counted }: Standing, rules: Rules): ModelJourney {
  const isLead = rules.conversion.startsWith('lead.');
  const nth = version.leadReach.findIndex((reach) => (reach & scopeBit(rules)) !== 0);
  return {
    touches: counted.map((at) => ({
      at: version.touchAt[at]!,
      channel: version.touchChannel[at]!,
      interaction: version.touchInteraction[at]!,
    })),
    leadAt: isLead ? version.createdAt : nth < 0 ? null : version.leadAt[nth]!,
    oppAt: rules.conversion.startsWith('deal.') ? version.createdAt : null,
  };
}
