import type { ChannelName } from './channel.js';
import { siteCategory } from './sites.js';

/** Lower-case utm values; empty: not there. */
export interface Utm {
  source: string;
  medium: string;
  campaign: string;
}

const paidMedium = /^(.*cp.*|ppc|retargeting|paid.*)$/;
const shopCampaign = /^(.*(([^a-df-z]|^)shop|shopping).*)$/;
const emailWord = /^(email|e-mail|e_mail|e mail)$/;
const oneOf = (text: string) => new Set(text.split('|'));
const displayMedia = oneOf('display|banner|expandable|interstitial|cpm');
const socialMedia = oneOf('social|social-network|social-media|sm|social network|social media');
const noMedium = oneOf('|(none)|(not set)');

/** Media that name a channel of B2B; GA4 knows none of them. */
const b2bMedia = new Map<string, ChannelName>([
  ['webinar', 'webinar'],
  ['event', 'event'],
  ['events', 'event'],
  ['conference', 'event'],
  ['tradeshow', 'event'],
  ['outbound-email', 'outbound-email'],
  ['outbound', 'outbound-email'],
  ['cold-email', 'outbound-email'],
  ['call', 'call'],
  ['phone', 'call'],
  ['partner', 'partner'],
  ['partners', 'partner'],
  ['podcast', 'podcast'],
  ['community', 'community'],
]);

/** True for a medium of bought traffic. */
export const isPaidMedium = (medium: string) => paidMedium.test(medium);

type Rule = [ChannelName, (utm: Utm, category: ReturnType<typeof siteCategory>) => boolean];

/** GA4's default channel group in its documented order (support.google.com/analytics/answer/9756891). */
const rules: Rule[] = [
  ['direct', ({ source, medium }) => (source === '(direct)' || source === 'direct') && noMedium.has(medium)],
  ['cross-network', ({ campaign }) => campaign.includes('cross-network')],
  [
    'paid-shopping',
    ({ campaign, medium }, category) =>
      (category === 'shopping' || shopCampaign.test(campaign)) && paidMedium.test(medium),
  ],
  ['paid-search', ({ medium }, category) => category === 'search' && paidMedium.test(medium)],
  ['paid-social', ({ medium }, category) => category === 'social' && paidMedium.test(medium)],
  ['paid-video', ({ medium }, category) => category === 'video' && paidMedium.test(medium)],
  ['display', ({ medium }) => displayMedia.has(medium)],
  ['paid-other', ({ medium }) => paidMedium.test(medium)],
  ['organic-shopping', ({ campaign }, category) => category === 'shopping' || shopCampaign.test(campaign)],
  ['organic-social', ({ medium }, category) => category === 'social' || socialMedia.has(medium)],
  ['organic-video', ({ medium }, category) => category === 'video' || medium.includes('video')],
  ['organic-search', ({ medium }, category) => category === 'search' || medium === 'organic'],
  ['email', ({ source, medium }) => emailWord.test(source) || emailWord.test(medium)],
  ['affiliates', ({ medium }) => medium === 'affiliate' || medium === 'affiliates'],
  ['referral', ({ medium }) => medium === 'referral' || medium === 'app' || medium === 'link'],
  ['audio', ({ medium }) => medium === 'audio'],
  ['sms', ({ source, medium }) => source === 'sms' || medium === 'sms'],
  [
    'mobile-push',
    ({ source, medium }) =>
      medium.endsWith('push') ||
      medium.includes('mobile') ||
      medium.includes('notification') ||
      source === 'firebase',
  ],
];

/** Channel of tagged traffic; null where no rule knows the tags. A B2B medium goes before where the link was. */
export function utmChannel(utm: Utm): ChannelName | null {
  const named = b2bMedia.get(utm.medium);
  if (named) return named;
  const category = siteCategory(utm.source);
  return rules.find(([, matches]) => matches(utm, category))?.[0] ?? null;
}
