import { millisOf, toInstant } from './instants.js';
import type { TouchFact } from './touch.js';

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
  'given_channel',
  'click_id',
  'page_host',
  'rules_version',
] as const;

/** Select list that answers a `JourneyTouch` a row, given that 64-bit integers are not quoted. */
export const journeyTouchSelect = `person_key AS personKey, visitor_key AS visitorKey, ${millisOf('occurred_at')} AS occurredAt,
  event_id AS eventId, position, event_source AS eventSource, interaction, side, CAST(is_view, 'Bool') AS isView, channel,
  channel_rule AS channelRule, source, medium, campaign, landing_path AS landingPath, content_id AS contentId,
  referrer_host AS referrerHost, page_host AS pageHost, given_channel AS givenChannel, click_id AS clickId,
  rules_version AS rulesVersion`;

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
    touch.givenChannel,
    touch.clickId,
    touch.pageHost,
    touch.rulesVersion,
  ];
}
