import { type ClickIdName, type TouchpointRecorded } from '@touchstone/contracts';
import { adCampaigns, adPlatforms, type AdCampaign, flightOf } from './campaigns.js';
import type { Span } from './clock.js';
import type { Random } from './prng.js';

/** How an account first hears of the company, and what such accounts are like. */
export interface Channel {
  /** Share of accounts, relative. */
  reach: number;
  /** Added to the score that decides whether a deal is won. */
  fit: number;
  /** Chance that a customer leaves in a month. */
  monthlyChurn: number;
}

export const channels = {
  paid_search: { reach: 20, fit: 0, monthlyChurn: 0.034 },
  organic_search: { reach: 22, fit: 0.25, monthlyChurn: 0.02 },
  linkedin_ads: { reach: 14, fit: -0.3, monthlyChurn: 0.04 },
  meta_ads: { reach: 5, fit: -0.7, monthlyChurn: 0.065 },
  webinar: { reach: 8, fit: 0.4, monthlyChurn: 0.016 },
  fair: { reach: 4, fit: 0.5, monthlyChurn: 0.014 },
  referral: { reach: 7, fit: 0.6, monthlyChurn: 0.01 },
  review_site: { reach: 5, fit: 0.45, monthlyChurn: 0.018 },
  direct: { reach: 8, fit: 0.1, monthlyChurn: 0.022 },
  podcast: { reach: 3, fit: 0.3, monthlyChurn: 0.014 },
  organic_social: { reach: 4, fit: 0.05, monthlyChurn: 0.026 },
  outbound: { reach: 9, fit: -0.25, monthlyChurn: 0.038 },
} as const satisfies Record<string, Channel>;

export type ChannelName = keyof typeof channels;
/** How a later visit comes about: e-mails count in once somebody is known. */
export type VisitName = ChannelName | 'email';

export const acquisitionMix = (Object.keys(channels) as ChannelName[]).map(
  (name) => [name, channels[name].reach] as const,
);
export const returnMix: readonly (readonly [VisitName, number])[] = [
  ['direct', 28],
  ['organic_search', 24],
  ['email', 20],
  ['paid_search', 9],
  ['meta_ads', 6],
  ['linkedin_ads', 5],
  ['webinar', 5],
  ['review_site', 3],
];

/** What the first page view of a visit tells about where it came from. */
export type Entry = Pick<
  TouchpointRecorded,
  'channel' | 'source' | 'medium' | 'campaign' | 'clickIds' | 'referrer'
>;

const partners = [
  'https://blog.northstack.example/tools',
  'https://partners.quillpoint.example/',
  'https://chatgpt.com/',
];

function adEntry(
  random: Random,
  at: number,
  span: Span,
  platforms: readonly AdCampaign['platform'][],
): Entry {
  const live = adCampaigns.filter((campaign) => {
    const flight = flightOf(campaign, span);
    return platforms.includes(campaign.platform) && flight.start <= at && at <= flight.end;
  });
  const campaign = random.weighted(live.map((one) => [one, one.dailyBudgetMinor] as const));
  const { utm, clickId } = adPlatforms[campaign.platform];
  const clickIds: Partial<Record<ClickIdName, string>> = { [clickId]: random.hex(20) };
  return { ...utm, campaign: campaign.name, clickIds };
}

/** Where a web visit comes from. Webinars, fairs and outbound have touches of their own; their visits are direct. */
export function entryOf(random: Random, visit: VisitName, at: number, span: Span): Entry {
  switch (visit) {
    case 'paid_search':
      return { ...adEntry(random, at, span, ['google_ads']), referrer: 'https://www.google.com/' };
    case 'linkedin_ads':
      return adEntry(random, at, span, ['linkedin_ads']);
    case 'meta_ads':
      return adEntry(random, at, span, ['meta_ads']);
    case 'organic_search':
      return { referrer: random.chance(0.85) ? 'https://www.google.com/' : 'https://www.bing.com/' };
    case 'organic_social':
      return { referrer: 'https://www.linkedin.com/' };
    case 'referral':
      return { referrer: random.pick(partners) };
    case 'review_site':
      return { channel: 'review-site', source: 'g2', medium: 'referral', referrer: 'https://www.g2.com/' };
    case 'podcast':
      return { channel: 'podcast', source: 'revops-radio', medium: 'podcast' };
    default:
      return {};
  }
}
