import type { Money } from '@touchstone/contracts';
import { channels } from './channels.js';
import { day, dayOf, momentBetween, type Span } from './clock.js';
import type { Company, Person, Segment } from './company.js';
import type { Random } from './prng.js';

/** At most one of these befalls a deal, so that each can be counted. */
export type DealTrouble =
  | 'wonBeforeCreated'
  | 'rewonDeals'
  | 'deletedWonDeals'
  | 'amountChangesAfterWin'
  | 'unconvertedWonDeals'
  | 'dealsWithoutContacts'
  | 'dealsWithoutAccount'
  | 'repeatedSnapshots';

export interface Deal {
  dealId: string;
  company: Company;
  /** The primary contact first. */
  contacts: Person[];
  pipeline: 'new-business' | 'expansion';
  owner: string;
  /** When the buying group starts to look around. */
  interestAt: number;
  createdAt: number;
  /** When it is decided; the end of the demo for an open one. */
  closedAt: number;
  status: 'won' | 'lost' | 'open';
  amount: Money;
  /** The CRM gives the close as a date without a time. */
  dateOnly: boolean;
  /** When a deal that was reopened is won for good. */
  wonAgainAt?: number;
  trouble?: DealTrouble;
}

/** How many deals end how. */
export interface DealCounts {
  won: number;
  lost: number;
  open: number;
}

const yearlyValue: Record<Segment, number> = { smb: 6_500, 'mid-market': 19_000, enterprise: 64_000 };
const owners = ['ae-1', 'ae-2', 'ae-3', 'ae-4', 'ae-5', 'ae-6'];

function openDeal(random: Random, company: Company, dealId: string, from: number, { end }: Span): Deal {
  const createdAt = momentBetween(random, from, end - 3 * day);
  const cycle =
    random.logNormal(company.segment === 'enterprise' ? 75 : 42, 0.5) * (random.chance(0.14) ? 4 : 1);
  const euros = Math.round(random.logNormal(yearlyValue[company.segment], 0.45) / 100) * 100;
  return {
    dealId,
    company,
    contacts: [],
    pipeline: 'new-business',
    owner: random.pick(owners),
    interestAt: createdAt - Math.floor(random.between(12, 110) * day),
    createdAt,
    closedAt: createdAt + Math.floor(cycle * day),
    status: 'open',
    amount: { amountMinor: euros * 100, currency: company.currency },
    dateOnly: false,
  };
}

/** Decides deals so that exactly `counts` of them end so: the slow and the young stay open, the best fitting are won. */
function decide(random: Random, deals: Deal[], counts: DealCounts, { start, end }: Span): void {
  const openness = new Map(
    deals.map((deal) => {
      const youth = (deal.createdAt - start) / (end - start);
      return [deal, (deal.closedAt > end ? 1 : 0) + youth * random.next()];
    }),
  );
  const byOpenness = deals.toSorted((a, b) => (openness.get(b) ?? 0) - (openness.get(a) ?? 0));
  const closed = byOpenness.slice(counts.open);
  for (const deal of byOpenness.slice(0, counts.open)) deal.closedAt = end;
  const scores = new Map(
    closed.map((deal) => [deal, channels[deal.company.channel].fit + random.normal() * 0.6]),
  );
  closed.sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
  closed.forEach((deal, rank) => {
    deal.status = rank < counts.won ? 'won' : 'lost';
    const hurried = deal.createdAt + random.between(0.5, 1) * (end - deal.createdAt);
    const latest = deal.closedAt < end ? deal.closedAt : Math.floor(hurried);
    deal.closedAt = momentBetween(random, Math.max(deal.createdAt + day, latest - 4 * day), latest);
  });
}

function name(random: Random, deal: Deal): Deal {
  const [primary, ...others] = deal.company.people;
  deal.contacts = [...(primary ? [primary] : []), ...others.filter(() => random.chance(0.65))];
  return deal;
}

/** One new-business deal for each of `companies`; sorted by company. */
export function planNewBusiness(
  random: Random,
  companies: Company[],
  counts: DealCounts,
  span: Span,
): Deal[] {
  const deals = companies.map((company, index) => {
    const of = random.fork(company.domain);
    // More and more deals over time: the later of two draws, every other time.
    const floor = span.start + 30 * day;
    const from = of.chance(0.5) ? floor : floor + of.next() * 0.3 * (span.end - floor);
    return openDeal(of, company, `D-${1_001 + index}`, from, span);
  });
  decide(random, deals, counts, span);
  return deals.map((deal) => name(random, deal));
}

/** Second deals of customers: the earliest won come back to buy more. */
export function planExpansions(random: Random, won: Deal[], counts: DealCounts, span: Span): Deal[] {
  const early = won.toSorted((a, b) => a.closedAt - b.closedAt);
  const deals = early.slice(0, counts.won + counts.lost + counts.open).map((first, index) => {
    const from = first.closedAt + 45 * day;
    const deal = openDeal(
      random,
      first.company,
      `D-${5_001 + index}`,
      Math.min(from, span.end - 4 * day),
      span,
    );
    deal.pipeline = 'expansion';
    deal.owner = first.owner;
    deal.interestAt = Math.max(first.closedAt + day, deal.createdAt - 40 * day);
    deal.amount = { ...deal.amount, amountMinor: Math.round(deal.amount.amountMinor / 250_000) * 100_000 };
    return deal;
  });
  decide(random, deals, counts, span);
  return deals.map((deal) => name(random, deal));
}

/** The close as the CRM gives it. */
export const closeOf = (deal: Deal, at: number): string =>
  deal.dateOnly ? dayOf(at) : new Date(at).toISOString();
