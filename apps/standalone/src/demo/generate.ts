import type { CloudEvent } from '@touchstone/contracts';
import { troubleArrivals } from './arrival-troubles.js';
import { ownDomains } from './campaigns.js';
import { day, momentBetween, type Span, spanUntil } from './clock.js';
import { type Company, foundCompanies, hire, recordAccounts } from './company.js';
import { recordDeal } from './deal-events.js';
import { type Deal, planExpansions, planNewBusiness } from './deals.js';
import { EventBook } from './event-book.js';
import { recordIdentityTroubles } from './identity-troubles.js';
import { Journeys } from './journeys.js';
import { recordLeads } from './leads.js';
import { Random } from './prng.js';
import { recordOutreach, recordSelling } from './sales-touches.js';
import { recordMedia, recordOtherCosts, recordRates } from './spend.js';
import { recordSubscription } from './subscriptions.js';
import { troubleDeals, troublePeople, troublesAt } from './troubles.js';

export { troublesAt, type Troubles } from './troubles.js';

export interface DemoOptions {
  /** The same seed and end give the same events, to the byte. */
  seed: number;
  /** The moment at which the 18 months end. */
  end: Date;
  /** Size, 0.02 to 1; 1 (the default) is 2,000 accounts and some 40,000 touches. Rates do not shrink. */
  scale?: number;
}

/** How much of each thing a demo of that scale contains, exactly. */
export function demoScale(scale = 1) {
  if (!(scale >= 0.02 && scale <= 1)) throw new RangeError('scale is between 0.02 and 1');
  const of = (count: number) => Math.round(count * scale);
  return {
    accounts: of(2000),
    leads: of(1500),
    newBusiness: { won: of(305), lost: of(280), open: of(215) },
    expansions: { won: of(45), lost: of(20), open: of(35) },
    /** Days at the end for which there is media spend: all of them in a demo of full size. */
    mediaDays: Math.max(30, of(600)),
    troubles: troublesAt(scale),
  };
}

/**
 * Eighteen months of a B2B SaaS company as its systems would publish them, in the order in which the events arrive.
 * The first one is the workspace's settings. Throws a RangeError on a scale out of bounds.
 */
export function generateDemo({ seed, end, scale = 1 }: DemoOptions): CloudEvent[] {
  const size = demoScale(scale);
  const random = new Random(seed);
  const book = new EventBook(spanUntil(end));
  const { span } = book;

  const companies = foundCompanies(random.fork('companies'), size.accounts);
  const buying = companies.slice(0, size.newBusiness.won + size.newBusiness.lost + size.newBusiness.open);
  hirePeople(random.fork('people'), companies, buying.length);
  const people = companies.flatMap((company) => company.people);

  const newBusiness = planNewBusiness(random.fork('new-business'), buying, size.newBusiness, span);
  const won = newBusiness.filter((deal) => deal.status === 'won');
  const expansions = planExpansions(random.fork('expansions'), won, size.expansions, span);
  const deals = [...newBusiness, ...expansions];
  troubleDeals(random.fork('deals'), deals, size.troubles, span.end);
  troublePeople(random.fork('changes'), deals, size.troubles, span.end);

  recordSettings(book);
  recordRates(book, random.fork('rates'));
  recordAccounts(book, random.fork('accounts'), companies, span);
  recordMedia(book, random.fork('media'), size.mediaDays, size.troubles.restatedSpendDays);
  recordOtherCosts(book, random.fork('costs'));
  recordResearch(book, random.fork('research'), companies, deals);
  recordLeads(book, random.fork('leads'), people, deals, size.leads);
  const expansionOf = new Map(expansions.map((deal) => [deal.company, deal]));
  for (const deal of deals) {
    const own = random.fork(deal.dealId);
    recordSelling(book, own, deal);
    recordDeal(book, own, deal);
    if (deal.status !== 'won' || deal.pipeline !== 'new-business' || deal.trouble === 'deletedWonDeals')
      continue;
    const expansion = expansionOf.get(deal.company);
    recordSubscription(book, own, deal, expansion?.status === 'won' ? expansion : undefined);
  }
  recordIdentityTroubles(book, random.fork('identity'), companies, size.troubles);
  troubleArrivals(book, random.fork('arrivals'), deals, size.troubles);
  return book.inArrivalOrder();
}

function recordSettings(book: EventBook): void {
  book.record('settings', 'rule.published.v1', book.span.start, {
    rule: 'workspace',
    definition: {
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      ownDomains,
      excludedReferrers: ['checkout.stripe.com', 'accounts.google.com', 'login.microsoftonline.com'],
      extraChannels: ['review-site', 'meeting'],
    },
  });
}

/** Buying groups of one to five people; of the companies that never buy we see fewer. */
function hirePeople(random: Random, companies: Company[], buying: number): void {
  const sizes = (weights: number[]) => weights.map((weight, index) => [index + 1, weight] as const);
  const inGroups = sizes([30, 28, 20, 13, 9]);
  const others = sizes([72, 22, 6]);
  let number = 0;
  companies.forEach((company, index) => {
    const count = random.weighted(index < buying ? inGroups : others);
    hire(random, company, count, number);
    number += count;
  });
}

/** The visitors: of companies around their deals, of the others at some time for some weeks. */
function recordResearch(book: EventBook, random: Random, companies: Company[], deals: Deal[]): void {
  const journeys = new Journeys(book);
  const dealsOf = new Map<Company, Deal[]>();
  for (const deal of deals) dealsOf.set(deal.company, [...(dealsOf.get(deal.company) ?? []), deal]);
  for (const company of companies) {
    const own = random.fork(company.domain);
    const bought = dealsOf.get(company);
    if (bought) for (const deal of bought) researchForDeal(book, own, journeys, deal);
    else researchInVain(own, journeys, company, book.span);
  }
}

function researchForDeal(book: EventBook, random: Random, journeys: Journeys, deal: Deal): void {
  const { company, pipeline, createdAt } = deal;
  // A few come through the founders' friends: nobody there has ever met our marketing.
  const throughFriends = pipeline === 'new-business' && !deal.trouble && !deal.contacts[0]?.newEmail;
  if (throughFriends && random.chance(0.04)) return;
  const from = Math.max(deal.interestAt, book.span.start + day);
  const cold = company.channel === 'outbound' && pipeline === 'new-business';
  company.people.forEach((person, index) => {
    const primary = index === 0;
    if (cold && primary) recordOutreach(book, random, person, from, createdAt);
    const visits =
      pipeline === 'expansion' ? random.int(1, 3) : primary ? random.int(4, 10) : random.int(1, 6);
    const heardFromColleague = !primary && random.chance(0.4);
    journeys.research(random, person, {
      from,
      turnsAt: createdAt,
      to: deal.closedAt,
      visits,
      identifies: primary || random.chance(0.7),
      firstChannel: heardFromColleague || pipeline === 'expansion' ? 'direct' : company.channel,
    });
  });
}

function researchInVain(random: Random, journeys: Journeys, company: Company, span: Span): void {
  const from = momentBetween(random, span.start + day, span.end - 2 * day);
  const to = from + Math.floor(random.between(2, 60) * day);
  for (const person of company.people)
    journeys.research(random, person, {
      from,
      turnsAt: to,
      to,
      visits: random.int(1, 5),
      identifies: random.chance(0.5),
      firstChannel: company.channel,
    });
}
