import { toInstant } from './instants.js';
import type { JourneyRow } from './journey-row.js';

/** What names a version, and why, when and under which definitions it was written. */
const headColumns = [
  'workspace',
  'kind',
  'converted_at',
  'conversion_id',
  'version',
  'is_live',
  'cause',
  'cause_event_id',
  'cause_position',
  'touch_rule',
  'rules_version',
] as const;

/** What a report sees of a version. */
const contentColumns = [
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
  'segment',
  'lead_at',
  'lead_id',
  'lead_reach',
  'contact_key',
  'contact_reach',
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

/** Columns of `journeys` in the order of `journeyLine`. */
export const journeyColumns = [...headColumns, ...contentColumns];

function headOf(row: JourneyRow): unknown[] {
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
    row.touchRule,
    row.rulesVersion,
  ];
}

/** All that a report can see of a version but its key, as JSON: versions that agree in it say the same. */
export function journeyContent(row: JourneyRow): string {
  return JSON.stringify([
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
    row.segment,
    row.leadAt.map(toInstant),
    row.leadId,
    row.leadReach,
    row.contactKey,
    row.contactReach,
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
  ]);
}

/** A journey as a line of compact JSON for an insert. */
export function journeyLine(row: JourneyRow): string {
  const content = row.content ?? journeyContent(row);
  return `${JSON.stringify(headOf(row)).slice(0, -1)},${content.slice(1)}`;
}
