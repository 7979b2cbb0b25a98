import { millisOf, toInstant } from './instants.js';
import type { ChannelRule, TouchFact } from './touch.js';

/** Columns of `touches` in the order of `toTouchRow`. */
export const touchColumns = [
  'workspace',
  'person_key',
  'visitor_key',
  'occurred_at',
  'event_id',
  'position',
  'event_source',
  'interaction',
  'side',
  'is_view',
  'channel',
  'channel_rule',
  'source',
  'medium',
  'campaign',
  'content',
  'term',
  'referrer_host',
  'landing_path',
  'content_id',
  'account_keys',
] as const;

type TouchColumn = (typeof touchColumns)[number];
/** A row as `touchSelect` answers it. */
export type StoredTouch = Record<Exclude<TouchColumn, 'occurred_at' | 'account_keys' | 'is_view'>, string> & {
  at: string;
  is_view: number;
  account_keys: string[];
};

/** Select list for `fromTouchRow`. */
export const touchSelect = touchColumns
  .map((column) => (column === 'occurred_at' ? `${millisOf(column)} AS at` : column))
  .join(', ');

/** A touch as a compact row for an insert. */
export function toTouchRow(touch: TouchFact): unknown[] {
  return [
    touch.workspace,
    touch.personKey,
    touch.visitorKey,
    toInstant(touch.occurredAt),
    touch.eventId,
    touch.position,
    touch.eventSource,
    touch.interaction,
    touch.side,
    touch.isView ? 1 : 0,
    touch.channel,
    touch.channelRule,
    touch.source,
    touch.medium,
    touch.campaign,
    touch.content,
    touch.term,
    touch.referrerHost,
    touch.landingPath,
    touch.contentId,
    touch.accountKeys,
  ];
}

/** A touch from a row of `touchSelect`. */
export function fromTouchRow(row: StoredTouch): TouchFact {
  return {
    workspace: row.workspace,
    personKey: row.person_key,
    visitorKey: row.visitor_key,
    occurredAt: Number(row.at),
    eventId: row.event_id,
    position: Number(row.position),
    eventSource: row.event_source,
    interaction: row.interaction,
    side: row.side as TouchFact['side'],
    isView: row.is_view === 1,
    channel: row.channel,
    channelRule: row.channel_rule as ChannelRule,
    source: row.source,
    medium: row.medium,
    campaign: row.campaign,
    content: row.content,
    term: row.term,
    referrerHost: row.referrer_host,
    landingPath: row.landing_path,
    contentId: row.content_id,
    accountKeys: row.account_keys,
  };
}
