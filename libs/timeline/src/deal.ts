import type { EventData, Money } from '@touchstone/contracts';
import type { LogEvent, PersonLink } from '@touchstone/event-log';
import { closeMomentOf } from './close-moment.js';
import { creationAfter, type Creation } from './creation.js';
import { compareText } from './order.js';
import { changesOf, foldStream, historyOf, type Change, type Step } from './stream-fold.js';

/** A member of a deal's buying group, by the keys it was named with. */
export interface DealContact {
  keys: string[];
  emailDomain: string | null;
  /** Named primary by the latest event that names a primary contact. */
  primary: boolean;
}

export type DealStatus = 'open' | 'won' | 'lost' | 'deleted';

interface DealFacts {
  /** Epoch milliseconds: of `deal.created`, else the latest that a snapshot gives, else of the earliest event. */
  createdAt: number;
  status: DealStatus;
  /** Epoch milliseconds, null unless the deal is won now. */
  wonAt: number | null;
  /** Epoch milliseconds, null unless the deal is lost now. */
  lostAt: number | null;
  /** Day of the close in the time zone of the fold, YYYY-MM-DD; null unless won or lost. */
  closeDay: string | null;
  /** Latest amount by business order. */
  amount: Money | null;
  /** Amount when the deal was created; where none was given then, the first one given. */
  amountAtCreated: Money | null;
  /** Amount when the deal was won; where none was known then, the first one given afterwards. */
  amountAtWon: Money | null;
  /** Account keys of the latest event that names any. */
  accountKeys: string[];
  /** Everybody ever named as a contact, in the order of their keys. */
  contacts: DealContact[];
  owner: string | null;
  pipeline: string | null;
  stage: string | null;
  /** Why it is lost, as last said; null unless the deal is lost now. */
  lostReason: string | null;
}

/** A deal as its events tell it. */
export interface DealState extends DealFacts {
  dealId: string;
  /** Position of the event that `createdAt` is from. */
  createdPosition: number;
  /** Currency of `amount`. */
  currency: string | null;
  stages: { stage: string; enteredAt: number; position: number }[];
  /** Id of the event that `createdAt` is from. */
  createdEventId: string;
  /** Id of the newest event that won or lost it; null unless it is won or lost now. */
  closedEventId: string | null;
  /** Epoch milliseconds of the newest event that changed something. */
  lastActivityAt: number;
  /** Events that changed something, in business order; an unchanged snapshot is not among them. */
  changes: Change[];
}

interface Folding extends DealFacts {
  creation: Creation | null;
}

const nothing: Folding = {
  createdAt: NaN,
  creation: null,
  status: 'open',
  wonAt: null,
  lostAt: null,
  closeDay: null,
  amount: null,
  amountAtCreated: null,
  amountAtWon: null,
  accountKeys: [],
  contacts: [],
  owner: null,
  pipeline: null,
  stage: null,
  lostReason: null,
};

type DealData = Partial<EventData<'deal.snapshot.v1'>> & { reason?: string };

/** The status an event gives the deal; null if it says nothing of it. */
function statusBy(event: LogEvent, data: DealData): DealStatus | null {
  switch (event.type) {
    case 'deal.won.v1':
      return 'won';
    case 'deal.lost.v1':
      return 'lost';
    case 'deal.reopened.v1':
      return 'open';
    case 'deal.deleted.v1':
      return 'deleted';
    case 'deal.snapshot.v1':
      return data.status ?? null;
    default:
      return null;
  }
}

type Outcome = Pick<DealFacts, 'status' | 'wonAt' | 'lostAt' | 'closeDay'>;

/** Status and close after an event. Deleted is final but for a reopening or a snapshot that shows the deal. */
function outcomeAfter(facts: DealFacts, event: LogEvent, data: DealData, timeZone: string): Outcome {
  const status = statusBy(event, data);
  const revives = event.type === 'deal.reopened.v1' || event.type === 'deal.snapshot.v1';
  const { wonAt, lostAt } = facts;
  const unchanged = { status: facts.status, wonAt, lostAt, closeDay: facts.closeDay };
  if (status === null || (facts.status === 'deleted' && !revives)) return unchanged;
  if (status === 'open' || status === 'deleted') return { status, wonAt: null, lostAt: null, closeDay: null };
  // The same outcome once more moves the close only if it names another date.
  if (status === facts.status && data.closedAt === undefined) return unchanged;
  const { closedAt, closeDay } = closeMomentOf(data.closedAt, event.occurredAt, timeZone);
  return status === 'won'
    ? { status, wonAt: closedAt, lostAt: null, closeDay }
    : { status, wonAt: null, lostAt: closedAt, closeDay };
}

/** The union of the contacts known and named; who is primary is what the latest event with a primary says. */
function contactsAfter(known: DealContact[], people: PersonLink[]): DealContact[] {
  const named = people.filter(({ role, keys }) => role !== 'subject' && keys.length > 0);
  if (named.length === 0) return known;
  const idOf = (contact: { keys: string[] }) => contact.keys.join('\0');
  const anyPrimary = named.some(({ role }) => role === 'primary');
  const contacts = new Map(
    known.map((contact) => [idOf(contact), { ...contact, primary: contact.primary && !anyPrimary }]),
  );
  for (const link of named) {
    const before = contacts.get(idOf(link));
    contacts.set(idOf(link), {
      keys: link.keys,
      emailDomain: link.emailDomain ?? before?.emailDomain ?? null,
      primary: link.role === 'primary' || (before?.primary ?? false),
    });
  }
  return [...contacts.entries()].sort(([a], [b]) => compareText(a, b)).map(([, contact]) => contact);
}

function applyTo(facts: Folding, event: LogEvent, timeZone: string): Folding {
  const data = event.data as DealData;
  const creation = creationAfter(facts.creation, event);
  const creates = creation.position === event.position;
  const outcome = outcomeAfter(facts, event, data, timeZone);
  const amount = data.amount ?? facts.amount;
  const wins = outcome.status === 'won' && facts.status !== 'won';
  return {
    ...outcome,
    creation,
    createdAt: creation.createdAt,
    amount,
    amountAtCreated: (creates ? data.amount : undefined) ?? facts.amountAtCreated ?? amount,
    amountAtWon: outcome.status !== 'won' ? null : wins ? amount : (facts.amountAtWon ?? amount),
    accountKeys: event.links.accounts.length > 0 ? event.links.accounts : facts.accountKeys,
    contacts: contactsAfter(facts.contacts, event.links.people),
    owner: data.owner ?? facts.owner,
    pipeline: data.pipeline ?? facts.pipeline,
    stage: data.stage ?? facts.stage,
    lostReason: outcome.status === 'lost' ? (data.reason ?? facts.lostReason) : null,
  };
}

const closing = (steps: Step<Folding>[]) =>
  steps.findLast(({ what }) => what.includes('wonAt') || what.includes('lostAt'))!.event.eventId;

/**
 * The deal that the events of ONE deal's stream tell; null without events. A pure function of the set of events: they
 * may come late, twice and in any order. `timeZone` is the workspace's, an IANA name.
 */
export function foldDeal(events: LogEvent[], timeZone: string): DealState | null {
  const steps = foldStream(events, nothing, (facts, event) => applyTo(facts, event, timeZone), ['creation']);
  const last = steps.at(-1);
  if (!last?.facts.creation) return null;
  const { creation, ...facts } = last.facts;
  return {
    ...facts,
    dealId: (last.event.data as DealData).dealId ?? '',
    createdPosition: creation.position,
    currency: facts.amount?.currency ?? null,
    stages: historyOf(steps, 'stage').map(({ value, ...entry }) => ({ stage: value, ...entry })),
    createdEventId: steps.find(({ event }) => event.position === creation.position)!.event.eventId,
    closedEventId: facts.closeDay === null ? null : closing(steps),
    lastActivityAt: steps.findLast(({ what }) => what.length > 0)!.event.occurredAt,
    changes: changesOf(steps),
  };
}
