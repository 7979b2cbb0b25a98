import type { ClickHouse, JourneyRow, NamedQuery } from '@touchstone/facts';
import { journeySettings } from './journeys-sql.js';

/** One immutable version of a conversion, as it is stored. Times are epoch milliseconds. */
export type JourneyVersion = Omit<JourneyRow, 'content' | 'contactKey' | 'contactReach'>;

const millis = (column: string) => `toUnixTimestamp64Milli(${column})`;
const eachMillis = (column: string) => `arrayMap(t -> ${millis('t')}, ${column})`;
const text = (column: string) => `toString(${column})`;

/** Columns of `journeys` by what a version calls them. */
const selected: Record<keyof JourneyVersion, string> = {
  workspace: 'workspace',
  kind: 'kind',
  convertedAt: millis('converted_at'),
  conversionId: 'conversion_id',
  version: 'version',
  isLive: `CAST(is_live, 'Bool')`,
  cause: 'cause',
  causeEventId: 'cause_event_id',
  causePosition: 'cause_position',
  createdAt: millis('created_at'),
  amountMinor: text('amount_minor'),
  currency: 'currency',
  valueMinor: text('value_minor'),
  valueAtConversionMinor: text('value_at_conversion_minor'),
  reportCurrency: 'report_currency',
  accountId: 'account_id',
  owner: 'owner',
  pipeline: 'pipeline',
  segment: 'segment',
  hasIdentity: `CAST(has_identity, 'Bool')`,
  leadAt: eachMillis('lead_at'),
  leadId: 'lead_id',
  leadReach: 'lead_reach',
  touchAt: eachMillis('touch_at'),
  touchPosition: 'touch_position',
  touchChannel: 'touch_channel',
  touchInteraction: 'touch_interaction',
  touchSource: 'touch_source',
  touchMedium: 'touch_medium',
  touchCampaign: 'touch_campaign',
  touchContent: 'touch_content',
  touchFlags: 'touch_flags',
  touchReach: 'touch_reach',
  touchPerson: 'touch_person',
  touchRule: 'touch_rule',
  rulesVersion: 'rules_version',
};

/** Every column of `journeys`, as a `FROM` of `readVersions` has to give them. */
export const versionColumns = Object.entries(selected)
  .map(([name, sql]) => `${sql} AS ${name}`)
  .join(', ');

type Money = 'amountMinor' | 'valueMinor' | 'valueAtConversionMinor';
type StoredVersion = Omit<JourneyVersion, Money> & Record<Money, string | null>;

const minor = (stored: string | null) => (stored === null ? null : BigInt(stored));

/** Reads whole versions; the query selects `versionColumns`. */
export async function readVersions(
  clickhouse: ClickHouse,
  query: Pick<NamedQuery, 'name' | 'sql' | 'params'>,
): Promise<JourneyVersion[]> {
  const rows = await clickhouse.query<StoredVersion>({
    ...query,
    // positions and moments are far below 2^53; amounts come as text
    settings: { ...journeySettings, output_format_json_quote_64bit_integers: 0 },
  });
  return rows.map((row) => ({
    ...row,
    amountMinor: BigInt(row.amountMinor!),
    valueMinor: minor(row.valueMinor),
    valueAtConversionMinor: minor(row.valueAtConversionMinor),
  }));
}
