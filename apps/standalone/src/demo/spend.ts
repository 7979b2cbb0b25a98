import { adCampaigns, adPlatforms, fairsIn, flightOf, webinarsIn } from './campaigns.js';
import { day, dayOf, daysOf, hour, monthsOf } from './clock.js';
import type { EventBook } from './event-book.js';
import type { Random } from './prng.js';

/**
 * What each ad campaign cost on each of the last `days` days, as its platform states it the next morning; some of the
 * statements are replaced two days later.
 */
export function recordMedia(book: EventBook, random: Random, days: number, restatedDays: number): void {
  const covered = [...daysOf(book.span)].slice(-days);
  const statements: (() => void)[] = [];
  for (const campaign of adCampaigns) {
    const platform = adPlatforms[campaign.platform];
    const flight = flightOf(campaign, book.span);
    for (const at of covered) {
      if (at < flight.start || at > flight.end) continue;
      const weekday = new Date(at).getUTCDay();
      const factor = (weekday === 0 || weekday === 6 ? 0.45 : 1) * random.between(0.8, 1.2);
      const costMinor = Math.round(campaign.dailyBudgetMinor * factor);
      const state = (statedAt: number, amountMinor: number) => {
        const clicks = Math.round(amountMinor / platform.clickPriceMinor);
        book.record(platform.source, 'spend.recorded.v1', statedAt, {
          platform: campaign.platform,
          account: platform.account,
          campaign: campaign.name,
          day: dayOf(at),
          kind: 'media',
          cost: { amountMinor, currency: platform.currency },
          ...platform.utm,
          clicks,
          impressions: clicks * 41,
        });
      };
      state(at + day + 4 * hour, costMinor);
      if (at + 4 * day < book.span.end)
        statements.push(() => state(at + 3 * day, Math.round(costMinor * 0.96)));
    }
  }
  for (const restate of random.sample(statements, restatedDays)) restate();
}

/** What else marketing costs: software, salaries and the agency month by month, webinars and fairs as they happen. */
export function recordOtherCosts(book: EventBook, random: Random): void {
  const cost = (
    at: number,
    statedAt: number,
    platform: string,
    kind: 'tools' | 'people' | 'agency' | 'other',
    euros: number,
    about: { channel?: string; campaign?: string } = {},
  ) =>
    book.record('finance/ledger', 'spend.recorded.v1', statedAt, {
      platform,
      account: '',
      campaign: about.campaign ?? '',
      day: dayOf(at),
      kind,
      cost: { amountMinor: Math.round(euros * 100), currency: 'EUR' },
      ...(about.channel && { channel: about.channel }),
    });

  for (const { from, to } of monthsOf(book.span)) {
    const lastDay = to - day;
    if (from < book.span.start) continue;
    cost(lastDay, to, 'hubspot', 'tools', 2_400);
    cost(lastDay, to, 'zoom', 'tools', 320);
    cost(lastDay, to, 'payroll', 'people', 44_000 + random.int(0, 8) * 500);
    cost(lastDay, to, 'agency-nordlicht', 'agency', random.between(3_800, 6_200));
    cost(lastDay, to, 'revops-radio', 'other', 1_900, { channel: 'podcast', campaign: 'revops-radio' });
  }
  for (const { name, at } of webinarsIn(book.span))
    cost(at, at + day, 'webinars', 'other', random.between(600, 1_100), {
      channel: 'webinar',
      campaign: name,
    });
  for (const { name, at } of fairsIn(book.span))
    cost(at, at + 2 * day, 'fairs', 'other', random.between(14_000, 22_000), {
      channel: 'event',
      campaign: name,
    });
}

/** A dollar in euros on every working day, from the first day on. */
export function recordRates(book: EventBook, random: Random): void {
  let rate = 0.92;
  let first = true;
  for (const at of daysOf(book.span)) {
    const weekday = new Date(at).getUTCDay();
    if (!first && (weekday === 0 || weekday === 6)) continue;
    first = false;
    rate = Math.min(1, Math.max(0.84, rate + random.normal() * 0.0025));
    const set = { from: 'USD', to: 'EUR', day: dayOf(at), rate: rate.toFixed(4) };
    book.record('finance/ledger', 'fx.rate_set.v1', at, set);
  }
}
