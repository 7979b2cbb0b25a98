import {
  clickIdNames,
  registrableDomain,
  type ClickIdName,
  type TouchpointRecorded,
  type WorkspaceSettings,
} from '@touchstone/contracts';
import type { Definitions } from '@touchstone/timeline';
import { ownRuleOf } from './own-channel.js';
import { hostOf, isPassThrough, isWithin, siteCategory, type SiteCategory } from './sites.js';
import type { ChannelRule } from './touch.js';
import { isPaidMedium, utmChannel } from './utm-channel.js';

/** The channels every workspace has: GA4's default channel group, and those of B2B. */
export const channels = [
  'direct',
  'cross-network',
  'paid-shopping',
  'paid-search',
  'paid-social',
  'paid-video',
  'display',
  'paid-other',
  'organic-shopping',
  'organic-social',
  'organic-video',
  'organic-search',
  'email',
  'affiliates',
  'referral',
  'audio',
  'sms',
  'mobile-push',
  'unassigned',
  'webinar',
  'event',
  'outbound-email',
  'call',
  'partner',
  'podcast',
  'community',
  'self-reported',
] as const;
export type ChannelName = (typeof channels)[number];

/**
 * What a channel is decided on, as a touch keeps it: so that it can be decided anew under other rules. As the sender
 * gave it; empty: none.
 */
export interface ChannelSigns {
  /** Channel that the sender named. */
  givenChannel: string;
  source: string;
  medium: string;
  campaign: string;
  /** Host of the referring page. */
  referrerHost: string;
  /** Host of the page itself: a referrer of the same registrable domain is internal. */
  pageHost: string;
  /** Name of the click id that decides, where there are several. */
  clickId: ClickIdName | '';
  interaction: string;
}

/** The signs of a touchpoint. */
export function signsOf(data: Partial<TouchpointRecorded> & { interaction: string }): ChannelSigns {
  return {
    givenChannel: data.channel ?? '',
    source: data.source ?? '',
    medium: data.medium ?? '',
    campaign: data.campaign ?? '',
    referrerHost: hostOf(data.referrer),
    pageHost: hostOf(data.page?.url),
    clickId: clickIdNames.find((name) => data.clickIds?.[name]) ?? '',
    interaction: data.interaction,
  };
}

export interface ChannelDecision {
  channel: string;
  rule: ChannelRule;
}

/** Channels of interactions that say themselves what they are; the others are direct where nothing else decides. */
const ofInteraction = new Map<string, ChannelName>([
  ['ad_click', 'paid-other'],
  ['ad_view', 'display'],
  ['email_sent', 'email'],
  ['email_open', 'email'],
  ['email_click', 'email'],
  ['webinar_registered', 'webinar'],
  ['webinar_attended', 'webinar'],
  ['event_attended', 'event'],
  ['podcast', 'podcast'],
  ['community', 'community'],
  ['review', 'community'],
  ['outbound_email_sent', 'outbound-email'],
  ['outbound_email_reply', 'outbound-email'],
  ['call', 'call'],
  ['meeting', 'call'],
  ['demo', 'call'],
]);

const ofReferrer: Record<SiteCategory, ChannelName> = {
  search: 'organic-search',
  social: 'organic-social',
  video: 'organic-video',
  shopping: 'organic-shopping',
};

const known: ReadonlySet<string> = new Set(channels);
const lower = (text: string) => text.trim().toLowerCase();

/**
 * The channel of a touch and the rule that decided it, first match: explicit, the workspace's own rules, click id, UTM,
 * referrer, interaction, direct. What somebody says of themselves (`self_reported`) stays apart from what was tracked.
 * An own or excluded referrer decides nothing. Tagged, but by no rule known: `unassigned`.
 */
export function channelOf(
  signs: ChannelSigns,
  { workspace, channels: { rules } }: Pick<Definitions, 'workspace' | 'channels'>,
): ChannelDecision {
  const explicit = lower(signs.givenChannel);
  if (explicit && isKnown(explicit, workspace, rules)) return { channel: explicit, rule: 'explicit' };

  const internal = signs.referrerHost !== '' && isInternal(signs, workspace);
  const referrerHost = internal ? '' : signs.referrerHost;
  const ownRule = ownRuleOf({ ...signs, referrerHost }, rules);
  if (ownRule >= 0) return { channel: rules[ownRule]!.channel, rule: `own:${ownRule}` };
  if (signs.interaction === 'self_reported') return { channel: 'self-reported', rule: 'interaction' };

  const utm = { source: lower(signs.source), medium: lower(signs.medium), campaign: lower(signs.campaign) };
  if (signs.clickId) return { channel: clickIdChannel(signs.clickId, utm.medium), rule: 'click-id' };

  const tagged = Boolean(utm.source || utm.medium || utm.campaign);
  if (tagged) {
    const channel = utmChannel({ ...utm, medium: utm.medium || impliedMedium(signs.interaction) });
    if (channel) return { channel, rule: 'utm' };
  }
  if (referrerHost) {
    const category = siteCategory(referrerHost);
    return { channel: category ? ofReferrer[category] : 'referral', rule: 'referrer' };
  }
  const ofItself = ofInteraction.get(signs.interaction);
  if (ofItself) return { channel: ofItself, rule: 'interaction' };
  if (tagged) return { channel: 'unassigned', rule: 'utm' };
  return { channel: 'direct', rule: internal ? 'internal-referrer' : 'direct' };
}

/** A channel of the default list, one more of the workspace's, or one that its own rules name. */
function isKnown(
  channel: string,
  settings: WorkspaceSettings,
  rules: readonly { channel: string }[],
): boolean {
  return (
    known.has(channel) ||
    settings.extraChannels.includes(channel) ||
    rules.some((rule) => rule.channel === channel)
  );
}

/** An ad without a medium was paid for all the same. */
const impliedMedium = (interaction: string) =>
  interaction === 'ad_click' || interaction === 'ad_view' ? 'paid' : '';

const paidSearch: ReadonlySet<ClickIdName> = new Set(['gclid', 'wbraid', 'gbraid', 'msclkid']);

/**
 * Channel of the ad platform whose click id the landing URL had. Facebook puts fbclid on unpaid links as well: a medium
 * that is not one of paid traffic makes it organic.
 */
function clickIdChannel(clickId: ClickIdName, medium: string): ChannelName {
  if (paidSearch.has(clickId)) return 'paid-search';
  return clickId === 'fbclid' && medium && !isPaidMedium(medium) ? 'organic-social' : 'paid-social';
}

/** True for own hosts and hosts that only pass a visitor through. */
function isInternal({ referrerHost, pageHost }: ChannelSigns, settings: WorkspaceSettings): boolean {
  return (
    (pageHost !== '' && registrableDomain(pageHost) === registrableDomain(referrerHost)) ||
    isWithin(referrerHost, settings.ownDomains) ||
    isWithin(referrerHost, settings.excludedReferrers) ||
    isPassThrough(referrerHost)
  );
}
