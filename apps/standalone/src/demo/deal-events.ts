import type { Account, EventData, Money } from '@touchstone/contracts';
import { day, hour, instant, momentBetween } from './clock.js';
import { asAccount, asContact } from './company.js';
import { closeOf, type Deal } from './deals.js';
import type { EventBook } from './event-book.js';
import type { Random } from './prng.js';

const stages = ['discovery', 'evaluation', 'proposal', 'contract'];
const lossReasons = ['price', 'went silent', 'chose a competitor', 'no priority', 'missing feature'];

type Snapshot = EventData<'deal.snapshot.v1'>;

/** Writes a deal's life into the book, as the CRM's webhooks would tell it. */
export function recordDeal(book: EventBook, random: Random, deal: Deal): void {
  const { dealId, createdAt, closedAt, status, trouble, owner } = deal;
  const account: Account | undefined =
    trouble === 'dealsWithoutAccount' ? undefined : asAccount(deal.company);
  const ref = { dealId, ...(account && { account }) };
  const crm = 'crm/hubspot';
  const contacts = deal.contacts.map((person, index) => ({
    person: asContact(person, createdAt),
    primary: index === 0,
    role: person.jobTitle,
  }));
  const withContacts = trouble !== 'dealsWithoutContacts';
  const laterContact = withContacts && contacts.length > 2 ? contacts.pop() : undefined;
  const amount = amounts(random, deal);

  const createdLate = trouble === 'wonBeforeCreated' ? closedAt + 3 * hour : undefined;
  book.record(
    crm,
    'deal.created.v1',
    createdAt,
    {
      ...ref,
      ...(withContacts && { contacts }),
      owner,
      pipeline: deal.pipeline,
      stage: stages[0],
      amount: amount.first,
    },
    createdLate,
  );

  const until = status === 'open' ? Math.min(closedAt, createdAt + 60 * day) : closedAt;
  const reached = status === 'won' ? 3 : random.int(0, 3);
  const step = Math.floor((until - createdAt) / (reached + 1));
  for (let i = 1; i <= reached; i++) {
    const stage = stages[i] as string;
    const at = momentBetween(random, createdAt + Math.floor((i - 0.5) * step), createdAt + i * step);
    book.record(crm, 'deal.stage_changed.v1', at, { ...ref, stage });
  }
  const within = (share: number) => Math.floor(createdAt + share * (until - createdAt));
  if (laterContact) {
    const { person, role } = laterContact;
    book.record(crm, 'deal.contact_added.v1', within(0.35), { ...ref, contacts: [{ person, role }] });
  }
  if (amount.changes)
    book.record(crm, 'deal.amount_changed.v1', within(0.6), { ...ref, amount: amount.last });

  if (status === 'won') recordWin(book, deal, ref, amount.last);
  if (status === 'lost') {
    const reason = random.pick(lossReasons);
    book.record(crm, 'deal.lost.v1', closedAt, { ...ref, closedAt: closeOf(deal, closedAt), reason });
  }
  if (trouble === 'repeatedSnapshots') {
    const closed = status !== 'open' && { closedAt: closeOf(deal, closedAt) };
    const snapshot: Snapshot = {
      ...ref,
      status,
      stage: status === 'open' ? stages[reached] : `closed ${status}`,
      amount: amount.last,
      createdAt: instant(createdAt),
      ...closed,
    };
    const at = status === 'open' ? book.span.end - 2 * day : closedAt;
    book.record(crm, 'deal.snapshot.v1', at + hour / 2, snapshot, Math.min(at + hour, book.span.end));
    book.record(crm, 'deal.snapshot.v1', at + hour / 2, snapshot, Math.min(at + 7 * hour, book.span.end));
  }
}

function amounts(random: Random, deal: Deal): { first: Money; last: Money; changes: boolean } {
  const changes = random.chance(0.22);
  const factor = changes ? random.pick([0.8, 0.9, 1.15, 1.3]) : 1;
  const amountMinor = Math.round((deal.amount.amountMinor * factor) / 100) * 100;
  return { first: deal.amount, last: { ...deal.amount, amountMinor }, changes };
}

/** The win, and what some systems then still have to say about it. */
function recordWin(
  book: EventBook,
  deal: Deal,
  ref: { dealId: string; account?: Account },
  amount: Money,
): void {
  const crm = 'crm/hubspot';
  const win = (at: number) =>
    book.record(crm, 'deal.won.v1', at, { ...ref, amount, closedAt: closeOf(deal, at), stage: 'closed won' });
  const { closedAt, trouble } = deal;
  win(closedAt);
  if (trouble === 'rewonDeals') {
    const reason = 'signature missing';
    book.record(crm, 'deal.reopened.v1', closedAt + 4 * day, { ...ref, reason, stage: 'contract' });
    deal.wonAgainAt = closedAt + 19 * day;
    win(deal.wonAgainAt);
  }
  if (trouble === 'deletedWonDeals')
    book.record(crm, 'deal.deleted.v1', closedAt + 15 * day, { ...ref, reason: 'entered twice' });
  if (trouble === 'amountChangesAfterWin') {
    const credited = { ...amount, amountMinor: Math.round(amount.amountMinor * 0.0085) * 100 };
    book.record(crm, 'deal.amount_changed.v1', closedAt + 12 * day, { ...ref, amount: credited });
  }
}
