import { day } from './clock.js';
import type { Deal, DealTrouble } from './deals.js';
import type { Random } from './prng.js';
import { freeMailHosts } from './words.js';

/** Troubles of life in a demo of full size, by number. */
const fullSize = {
  lateTouches: 320,
  touchesAfterTheirWin: 40,
  exactDuplicates: 310,
  sharedComputers: 12,
  changedEmails: 15,
  freeMailPeople: 60,
  subDomainEmails: 40,
  identitiesLinked: 5,
  identitiesUnlinked: 2,
  testEmails: 10,
  nullUserIds: 25,
  sharedMailboxes: 10,
  restatedSpendDays: 60,
  dateOnlyCloses: 90,
  wonBeforeCreated: 10,
  rewonDeals: 8,
  deletedWonDeals: 4,
  amountChangesAfterWin: 12,
  unconvertedWonDeals: 3,
  dealsWithoutContacts: 30,
  dealsWithoutAccount: 20,
  repeatedSnapshots: 40,
};

export type Troubles = typeof fullSize;

/** How many of each trouble a demo of that scale contains: exactly so many, at least one. */
export function troublesAt(scale: number): Troubles {
  const scaled = Object.entries(fullSize).map(([name, count]) => [
    name,
    Math.max(1, Math.round(count * scale)),
  ]);
  return Object.fromEntries(scaled) as Troubles;
}

/** Marks deals, each with one trouble at most, and closes given as dates. */
export function troubleDeals(random: Random, deals: Deal[], troubles: Troubles, end: number): void {
  const mark = (trouble: DealTrouble, fits: (deal: Deal) => boolean) => {
    const free = deals.filter((deal) => !deal.trouble && fits(deal));
    for (const deal of random.sample(free, troubles[trouble])) deal.trouble = trouble;
  };
  const wonFor = (days: number) => (deal: Deal) =>
    deal.status === 'won' && deal.pipeline === 'new-business' && deal.closedAt < end - days * day;
  const cameBack = new Set(deals.filter((deal) => deal.pipeline === 'expansion').map((deal) => deal.company));
  const wonOnce = (days: number) => (deal: Deal) => wonFor(days)(deal) && !cameBack.has(deal.company);
  // The choosiest first, so that small demos have room for each.
  mark('deletedWonDeals', wonOnce(25));
  mark('unconvertedWonDeals', wonOnce(1));
  mark('rewonDeals', wonFor(40));
  mark('amountChangesAfterWin', wonFor(20));
  mark('wonBeforeCreated', wonFor(1));
  mark('dealsWithoutContacts', () => true);
  mark('dealsWithoutAccount', () => true);
  mark('repeatedSnapshots', () => true);

  for (const deal of deals) if (deal.trouble === 'unconvertedWonDeals') deal.amount.currency = 'CHF';
  const closed = deals.filter((deal) => deal.status !== 'open');
  for (const deal of random.sample(closed, troubles.dateOnlyCloses)) deal.dateOnly = true;
}

/** Gives people of deals a free-mail address, one at a sub-domain, or a new one later on; nobody gets two of these. */
export function troublePeople(random: Random, deals: Deal[], troubles: Troubles, end: number): void {
  const newBusiness = deals.filter((deal) => deal.pipeline === 'new-business');
  const old = newBusiness.filter((deal) => deal.createdAt < end - 60 * day);
  const changing = random.sample(old, troubles.changedEmails);
  const rest = random.sample(
    newBusiness.filter((deal) => !changing.includes(deal)),
    troubles.freeMailPeople + troubles.subDomainEmails,
  );
  for (const { createdAt, contacts } of changing)
    for (const person of contacts.slice(0, 1)) {
      const email =
        `${person.firstName.slice(0, 1)}.${person.lastName}@${person.company.domain}`.toLowerCase();
      person.newEmail = { at: createdAt + 20 * day, email };
    }
  rest.forEach(({ contacts: [person] }, index) => {
    if (!person) return;
    const local = `${person.firstName}.${person.lastName}`.toLowerCase();
    if (index < troubles.freeMailPeople)
      person.email = `${local}.${person.number}@${random.pick(freeMailHosts)}`;
    else person.email = `${local}@${random.pick(['eu', 'us', 'mail'])}.${person.company.domain}`;
  });
}
