import { millisOf, toInstant } from './instants.js';
import type { ConversionKind, JourneyCause } from '@touchstone/timeline';
import type { JourneyRow } from './journey-row.js';

/** Columns of `journeys` in the order of `toJourneyRow`. */
export const journeyColumns = [
  'workspace',
  'kind',
  'converted_at',
  'conversion_id',
  'version',
  'is_live',
  'cause',
  'cause_event_id',
  'cause_position',
  'created_at',
  'amount_minor',
  'currency',
  'value_minor',
  'value_at_conversion_minor',
  'report_currency',
  'account_id',
  'owner',
  'pipeline',
  'has_identity',
  'touch_at',
  'touch_position',
  'touch_channel',
  'touch_interaction',
  'touch_source',
  'touch_medium',
  'touch_campaign',
  'touch_content',
  'touch_flags',
  'touch_reach',
  'touch_person',
] as const;

/** A journey as a compact row for an insert. */
export function toJourneyRow(row: JourneyRow): unknown[] {
  return [
    row.workspace,
    row.kind,
    toInstant(row.convertedAt),
    row.conversionId,
    row.version,
    row.isLive ? 1 : 0,
    row.cause,
    row.causeEventId,
    row.causePosition,
    row.createdAt === null ? null : toInstant(row.createdAt),
    row.amountMinor.toString(),
    row.currency,
    row.valueMinor?.toString() ?? null,
    row.valueAtConversionMinor?.toString() ?? null,
    row.reportCurrency,
    row.accountId,
    row.owner,
    row.pipeline,
    row.hasIdentity ? 1 : 0,
    row.touchAt.map(toInstant),
    row.touchPosition,
    row.touchChannel,
    row.touchInteraction,
    row.touchSource,
    row.touchMedium,
    row.touchCampaign,
    row.touchContent,
    row.touchFlags,
    row.touchReach,
    row.touchPerson,
  ];
}

const inMillis: Partial<Record<(typeof journeyColumns)[number], string>> = {
  converted_at: `${millisOf('converted_at')} AS converted_ms`,
  created_at: `${millisOf('created_at')} AS created_ms`,
  touch_at: `arrayMap(at -> ${millisOf('at')}, touch_at) AS touch_ms`,
};

/** Select list for `fromJourneyRow`. */
export const journeySelect = journeyColumns.map((column) => inMillis[column] ?? column).join(', ');

/** A journey as `journeySelect` answers it: 64-bit integers are strings. */
export type StoredJourney = Record<
  | 'workspace'
  | 'kind'
  | 'converted_ms'
  | 'conversion_id'
  | 'version'
  | 'cause'
  | 'cause_event_id'
  | 'cause_position'
  | 'amount_minor'
  | 'currency'
  | 'report_currency'
  | 'account_id'
  | 'owner'
  | 'pipeline',
  string
> &
  Record<'created_ms' | 'value_minor' | 'value_at_conversion_minor', string | null> &
  Record<'is_live' | 'has_identity', number> &
  Record<
    | 'touch_ms'
    | 'touch_position'
    | 'touch_channel'
    | 'touch_interaction'
    | 'touch_source'
    | 'touch_medium'
    | 'touch_campaign'
    | 'touch_content'
    | 'touch_person',
    string[]
  > &
  Record<'touch_flags' | 'touch_reach', number[]>;

const minor = (text: string | null) => (text === null ? null : BigInt(text));

/** A journey from a row of `journeySelect`. */
export function fromJourneyRow(row: StoredJourney): JourneyRow {
  return {
    workspace: row.workspace,
    kind: row.kind as ConversionKind,
    convertedAt: Number(row.converted_ms),
    conversionId: row.conversion_id,
    version: Number(row.version),
    isLive: row.is_live === 1,
    cause: row.cause as JourneyCause,
    causeEventId: row.cause_event_id,
    causePosition: Number(row.cause_position),
    createdAt: row.created_ms === null ? null : Number(row.created_ms),
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    valueMinor: minor(row.value_minor),
    valueAtConversionMinor: minor(row.value_at_conversion_minor),
    reportCurrency: row.report_currency,
    accountId: row.account_id,
    owner: row.owner,
    pipeline: row.pipeline,
    hasIdentity: row.has_identity === 1,
    touchAt: row.touch_ms.map(Number),
    touchPosition: row.touch_position.map(Number),
    touchChannel: row.touch_channel,
    touchInteraction: row.touch_interaction,
    touchSource: row.touch_source,
    touchMedium: row.touch_medium,
    touchCampaign: row.touch_campaign,
    touchContent: row.touch_content,
    touchFlags: row.touch_flags,
    touchReach: row.touch_reach,
    touchPerson: row.touch_person,
  };
}
