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
  /** Empty: unmapped. */
  channel: string;
  position: number;
}

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
  ];
}

/**
 * The statement of a `spend.recorded.v1`, null for any other event. Its channel is the one named, else that of its
 * source, medium and campaign; a cost without a rule is unmapped.
 */
export function spendOf(event: LogEvent, definitions: Definitions): SpendFact | null {
  if (event.type !== 'spend.recorded.v1') return null;
  const data = event.data as EventData<'spend.recorded.v1'>;
  const { channel, source, medium, campaign } = data;
  const decided = channelOf(
    signsOf({ channel, source, medium, campaign, interaction: 'ad_click' }),
    definitions,
  );
  const isMapped =
    (decided.rule === 'explicit' || decided.rule === 'utm') && decided.channel !== 'unassigned';
  return {
    workspace: event.workspace,
    platform: data.platform,
    account: data.account,
    campaign: data.campaign,
    day: data.day,
    kind: data.kind,
    costMinor: BigInt(data.cost.amountMinor),
    currency: data.cost.currency,
    channel: isMapped ? decided.channel : '',
    position: event.position,
  };
}
