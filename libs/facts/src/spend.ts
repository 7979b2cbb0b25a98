import type { EventData } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import type { Definitions } from '@touchstone/timeline';
import { channelOf, signsOf } from './channel.js';

/** One statement of cost; the highest position of a key (platform, account, campaign, day, kind) is in force. */
export interface SpendFact {
  workspace: string;
  platform: string;
  account: string;
  campaign: string;
  /** YYYY-MM-DD */
  day: string;
  kind: string;
  costMinor: bigint;
  currency: string;
  /** What its channel is decided on beside campaign and kind; empty: none. */
  givenChannel: string;
  source: string;
  medium: string;
  /** By the definitions of its commit; empty: unmapped. */
  channel: string;
  position: number;
}

/** What the channel of a cost is decided on. */
export type SpendSigns = Pick<SpendFact, 'givenChannel' | 'source' | 'medium' | 'campaign' | 'kind'>;

/** Columns of `spend` in the order of `toSpendRow`. */
export const spendColumns = [
  'workspace',
  'day',
  'platform',
  'account',
  'campaign',
  'kind',
  'position',
  'cost_minor',
  'currency',
  'channel',
  'given_channel',
  'source',
  'medium',
] as const;

/** A statement as a compact row for an insert. */
export function toSpendRow(spend: SpendFact): unknown[] {
  return [
    spend.workspace,
    spend.day,
    spend.platform,
    spend.account,
    spend.campaign,
    spend.kind,
    spend.position,
    spend.costMinor.toString(),
    spend.currency,
    spend.channel,
    spend.givenChannel,
    spend.source,
    spend.medium,
  ];
}

/**
 * Channel that a cost belongs to under some definitions: the one named, else that of an ad click with its source, medium
 * and campaign; empty where no rule knows it. The name of a campaign alone says nothing. That an ad without a medium was
 * paid for says nothing of other costs: of tools, people and agencies a medium has to be named.
 */
export function spendChannelOf(signs: SpendSigns, definitions: Definitions): string {
  const { givenChannel, source, medium, campaign, kind } = signs;
  const { channel, rule } = channelOf(
    signsOf({ channel: givenChannel, source, medium, campaign, interaction: 'ad_click' }),
    definitions,
  );
  const isTagged = medium !== '' || (kind === 'media' && source !== '');
  const isByUtm = rule === 'utm' && channel !== 'unassigned' && isTagged;
  return rule === 'explicit' || rule.startsWith('own:') || isByUtm ? channel : '';
}

/** The statement of a `spend.recorded.v1`, null for any other event. */
export function spendOf(event: LogEvent, definitions: Definitions): SpendFact | null {
  if (event.type !== 'spend.recorded.v1') return null;
  const data = event.data as EventData<'spend.recorded.v1'>;
  const { kind, campaign, channel: givenChannel = '', source = '', medium = '' } = data;
  return {
    workspace: event.workspace,
    platform: data.platform,
    account: data.account,
    campaign,
    day: data.day,
    kind,
    costMinor: BigInt(data.cost.amountMinor),
    currency: data.cost.currency,
    givenChannel,
    source,
    medium,
    channel: spendChannelOf({ givenChannel, source, medium, campaign, kind }, definitions),
    position: event.position,
  };
}
