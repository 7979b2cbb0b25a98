import { registrableDomain, type ClickIdName, type WorkspaceSettings } from '@touchstone/contracts';
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

/** What a channel is decided on; all of it as the sender gave it. */
export interface ChannelSigns {
  channel?: string;
  source?: string;
  medium?: string;
  campaign?: string;
  referrer?: string;
  /** URL of the page itself: a referrer of the same registrable domain is internal. */
  pageUrl?: string;
  clickIds?: Partial<Record<ClickIdName, string>>;
  interaction: string;
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
const lower = (text: string | undefined) => text?.trim().toLowerCase() ?? '';

/**
 * The channel of a touch and the rule that decided it, first match: explicit, click id, UTM, referrer, interaction,
 * direct. What somebody says of themselves (`self_reported`) stays apart from what was tracked. An own or excluded
 * referrer decides nothing. Tagged, but by no rule known: `unassigned`.
 */
export function channelOf(signs: ChannelSigns, settings: WorkspaceSettings): ChannelDecision {
  const explicit = lower(signs.channel);
  if (explicit && (known.has(explicit) || settings.extraChannels.includes(explicit)))
    return { channel: explicit, rule: 'explicit' };
  if (signs.interaction === 'self_reported') return { channel: 'self-reported', rule: 'interaction' };

  const clicked = clickIdChannel(signs);
  if (clicked) return { channel: clicked, rule: 'click-id' };

  const utm = { source: lower(signs.source), medium: lower(signs.medium), campaign: lower(signs.campaign) };
  const tagged = Boolean(utm.source || utm.medium || utm.campaign);
  if (tagged) {
    const channel = utmChannel({ ...utm, medium: utm.medium || impliedMedium(signs.interaction) });
    if (channel) return { channel, rule: 'utm' };
  }

  const host = hostOf(signs.referrer);
  const internal = host !== '' && isInternal(host, signs.pageUrl, settings);
  if (host && !internal) {
    const category = siteCategory(host);
    return { channel: category ? ofReferrer[category] : 'referral', rule: 'referrer' };
  }
  const own = ofInteraction.get(signs.interaction);
  if (own) return { channel: own, rule: 'interaction' };
  if (tagged) return { channel: 'unassigned', rule: 'utm' };
  return { channel: 'direct', rule: internal ? 'internal-referrer' : 'direct' };
}

/** An ad without a medium was paid for all the same. */
const impliedMedium = (interaction: string) =>
  interaction === 'ad_click' || interaction === 'ad_view' ? 'paid' : '';

/**
 * Channel of the ad platform whose click id the landing URL had. Facebook puts fbclid on unpaid links as well: a medium
 * that is not one of paid traffic makes it organic.
 */
function clickIdChannel({ clickIds = {}, medium }: ChannelSigns): ChannelName | null {
  if (clickIds.gclid || clickIds.wbraid || clickIds.gbraid || clickIds.msclkid) return 'paid-search';
  if (clickIds.fbclid) {
    return !lower(medium) || isPaidMedium(lower(medium)) ? 'paid-social' : 'organic-social';
  }
  if (clickIds.li_fat_id || clickIds.ttclid) return 'paid-social';
  return null;
}

/** True for own hosts and hosts that only pass a visitor through. */
function isInternal(host: string, pageUrl: string | undefined, settings: WorkspaceSettings): boolean {
  const page = hostOf(pageUrl);
  return (
    (page !== '' && registrableDomain(page) === registrableDomain(host)) ||
    isWithin(host, settings.ownDomains) ||
    isWithin(host, settings.excludedReferrers) ||
    isPassThrough(host)
  );
}
