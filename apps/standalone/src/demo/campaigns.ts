import { day, hour, type Span } from './clock.js';

/** The company whose data the demo is. */
export const ownSite = 'https://www.brightloop.example';
export const ownDomains = ['brightloop.example'];

export interface AdCampaign {
  platform: 'google_ads' | 'linkedin_ads' | 'meta_ads';
  name: string;
  /** Part of the demo's span in which it runs, 0 to 1. */
  flight: readonly [number, number];
  /** In minor units of the platform's currency. */
  dailyBudgetMinor: number;
}

export const adPlatforms = {
  google_ads: {
    source: 'ads/google',
    account: '482-115-9037',
    currency: 'EUR',
    utm: { source: 'google', medium: 'cpc' },
    clickId: 'gclid',
    clickPriceMinor: 780,
  },
  linkedin_ads: {
    source: 'ads/linkedin',
    account: '508871234',
    currency: 'USD',
    utm: { source: 'linkedin', medium: 'paid-social' },
    clickId: 'li_fat_id',
    clickPriceMinor: 1_150,
  },
  meta_ads: {
    source: 'ads/meta',
    account: 'act_77120458',
    currency: 'EUR',
    utm: { source: 'facebook', medium: 'paid-social' },
    clickId: 'fbclid',
    clickPriceMinor: 240,
  },
} as const;

export const adCampaigns: readonly AdCampaign[] = [
  { platform: 'google_ads', name: 'brand-search', flight: [0, 1], dailyBudgetMinor: 9_600 },
  { platform: 'google_ads', name: 'category-dach', flight: [0, 1], dailyBudgetMinor: 33_600 },
  { platform: 'google_ads', name: 'category-us', flight: [0.3, 1], dailyBudgetMinor: 28_800 },
  { platform: 'google_ads', name: 'competitor-search', flight: [0.15, 0.8], dailyBudgetMinor: 15_200 },
  { platform: 'linkedin_ads', name: 'abm-enterprise', flight: [0.1, 1], dailyBudgetMinor: 38_400 },
  { platform: 'linkedin_ads', name: 'revops-benchmark', flight: [0, 0.55], dailyBudgetMinor: 20_800 },
  { platform: 'linkedin_ads', name: 'product-demo', flight: [0.45, 1], dailyBudgetMinor: 25_600 },
  { platform: 'meta_ads', name: 'retargeting', flight: [0, 1], dailyBudgetMinor: 7_200 },
  { platform: 'meta_ads', name: 'lookalike-smb', flight: [0.2, 0.7], dailyBudgetMinor: 11_200 },
];

/** First and last moment of a campaign. */
export function flightOf({ flight }: AdCampaign, { start, end }: Span): Span {
  return { start: start + flight[0] * (end - start), end: start + flight[1] * (end - start) };
}

/** A webinar or a trade fair: it happens once, at `at`. */
export interface Occasion {
  name: string;
  at: number;
}

const webinarTopics = [
  'attribution-basics',
  'pipeline-review',
  'revops-playbook',
  'unit-economics',
  'customer-panel',
];
const fairs = ['saas-summit-berlin', 'revops-forum-munich', 'growth-expo-london'];

function occasions(names: readonly string[], first: number, every: number, { start, end }: Span): Occasion[] {
  const found: Occasion[] = [];
  for (let at = start + first; at < end; at += every)
    found.push({ name: `${names[found.length % names.length]}-${found.length + 1}`, at });
  return found;
}

/** A webinar every four weeks, at three in the afternoon. */
export const webinarsIn = (span: Span): Occasion[] =>
  occasions(webinarTopics, 20 * day + 15 * hour, 28 * day, span);

/** A trade fair every twelve weeks. */
export const fairsIn = (span: Span): Occasion[] => occasions(fairs, 40 * day + 10 * hour, 84 * day, span);

/** Papers behind a form. */
export const papers = [
  'guide-revenue-attribution',
  'benchmark-b2b-saas',
  'template-pipeline-review',
  'roi-calculator',
];
export const newsletters = [
  'nurture-onboarding',
  'newsletter-monthly',
  'product-update',
  'webinar-invitation',
];
export const pages = [
  '/',
  '/product',
  '/pricing',
  '/customers',
  '/blog/attribution',
  '/integrations',
  '/about',
  '/docs',
];
