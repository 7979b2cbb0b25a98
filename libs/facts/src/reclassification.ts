import type { Definitions } from '@touchstone/timeline';
import type { ChannelSigns } from './channel.js';
import { type Classification, classify } from './classification.js';
import type { ClickHouse } from './clickhouse.js';

/** Columns of what a touch is classified by, by what `ChannelSigns` calls them. */
export const signColumns = {
  interaction: 'interaction',
  givenChannel: 'given_channel',
  clickId: 'click_id',
  source: 'source',
  medium: 'medium',
  campaign: 'campaign',
  referrerHost: 'referrer_host',
  pageHost: 'page_host',
} as const satisfies Record<keyof ChannelSigns, string>;

const signNames = Object.keys(signColumns) as (keyof ChannelSigns)[];
const classColumns = ['side', 'is_view', 'channel', 'channel_rule'] as const;

const classOf = ({ side, isView, channel, channelRule }: Classification) => [
  side,
  isView ? 1 : 0,
  channel,
  channelRule,
];

/**
 * Notes what new definitions make of the touches so far, where that differs from what the definitions before made of them.
 * Done twice it is done once.
 * @param version log position of their commit
 */
export async function noteReclassified(
  clickhouse: ClickHouse,
  workspace: string,
  { version, before, after }: { version: number; before: Definitions; after: Definitions },
): Promise<void> {
  const params = { workspace, version };
  const [noted] = await clickhouse.query<{ rows: string }>({
    name: 'noted_reclassified',
    sql: `SELECT count() AS rows FROM reclassified_touches
      WHERE workspace = {workspace:String} AND version = {version:UInt64}`,
    params,
  });
  if (Number(noted?.rows ?? 0) > 0) return;
  const found = await clickhouse.query<ChannelSigns>({
    name: 'signs_of_touches',
    sql: `SELECT DISTINCT ${signNames.map((name) => `${signColumns[name]} AS ${name}`).join(', ')} FROM touches
      WHERE workspace = {workspace:String} AND position <= {version:UInt64} ORDER BY ALL`,
    params,
  });
  const rows = found.flatMap((signs) => {
    const [was, is] = [classOf(classify(signs, before)), classOf(classify(signs, after))];
    if (was.every((value, nth) => value === is[nth])) return [];
    return [[workspace, version, ...signNames.map((name) => signs[name]), ...is]];
  });
  await clickhouse.insert('reclassified_touches', rows, {
    columns: ['workspace', 'version', ...signNames.map((name) => signColumns[name]), ...classColumns],
    token: `${workspace}:reclassified:${version}`,
  });
}
