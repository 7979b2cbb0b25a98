import { type LogEvent, LogReader } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import { AccountDirectory } from './account-directory.js';
import { foldDeal } from './deal.js';
import { accountIdOf, personIdOf } from './keys.js';
import { foldLead } from './lead.js';
import { compareMoments } from './order.js';
import { People } from './people.js';
import { foldSubscription } from './subscription.js';
import { TimelineQueries } from './timeline-queries.js';

/** Whose timeline: by public id (`per_…`, `acc_…`) or by the pseudonymous key of one of the identifiers. */
export type TimelineSubject = { id: string } | { key: string };

/** A place in a timeline. Order is (occurredAt, eventId), never arrival; the position makes it unique. */
export interface TimelinePlace {
  occurredAt: number;
  eventId: string;
  position: number;
}

export interface TimelinePage {
  /** Entries behind this place in the page's order; null for the first page. */
  after: TimelinePlace | null;
  order: 'asc' | 'desc';
  limit: number;
}

/** How an event came to be on this timeline. */
export interface TimelineLink {
  /** The pseudonymous key on the event that belongs to the person or account. */
  key: string;
  /** The event that joined this key to the others; null where the key needed none. */
  via: { position: number; eventId: string } | null;
}

export interface TimelineEntry {
  event: LogEvent;
  /** The person that the event is about, as known now; null where it names nobody. */
  personId: string | null;
  link: TimelineLink;
}

export interface Timeline {
  /** Public id of the person or account, after merges. */
  id: string;
  /** At most `limit` entries. */
  entries: TimelineEntry[];
}

/** Reads timelines of a workspace; null where the workspace knows nobody of that id or key. */
export interface TimelineReader {
  person(workspace: string, subject: TimelineSubject, page: TimelinePage): Promise<Timeline | null>;
  account(workspace: string, subject: TimelineSubject, page: TimelinePage): Promise<Timeline | null>;
}

interface Proof {
  key: string;
  /** Position; null where the key needs no proof. */
  proof: number | null;
}

interface Subject {
  id: string;
  people: People;
  accounts: AccountDirectory;
  persons: string[];
  accountKeys: string[];
}

/** Timelines out of the log, by what the projections know of keys, accounts and conversions. */
export class PostgresTimelines implements TimelineReader {
  private readonly log: LogReader;
  private readonly queries: TimelineQueries;

  constructor(pool: Pool) {
    this.log = new LogReader(pool);
    this.queries = new TimelineQueries(pool);
  }

  async person(workspace: string, subject: TimelineSubject, page: TimelinePage): Promise<Timeline | null> {
    const key = 'key' in subject ? subject.key : await this.queries.personKeyOfId(workspace, subject.id);
    if (key === null) return null;
    const people = await this.peopleAround(workspace, [key]);
    if (!people.knows(key)) return null;
    // by its id, the person that the key names; by a key that changed hands, whoever has it now
    const visits = people.visitsOf(key);
    const person = ('key' in subject ? visits.at(-1)! : visits[0]!).personKey;
    return this.page(workspace, page, {
      id: personIdOf(workspace, person),
      people,
      accounts: new AccountDirectory(),
      persons: [person],
      accountKeys: [],
    });
  }

  async account(workspace: string, subject: TimelineSubject, page: TimelinePage): Promise<Timeline | null> {
    const key = 'key' in subject ? subject.key : await this.queries.accountKeyOfId(workspace, subject.id);
    const rows = key === null ? [] : await this.queries.accountKeysAround(workspace, [key]);
    if (key === null || rows.length === 0) return null;
    const accounts = new AccountDirectory();
    accounts.load({ keys: rows, evidence: [] });
    const account = accounts.accountOf(key);
    const accountKeys = [...accounts.keysOf(account)];
    const people = await this.peopleAround(workspace, await this.queries.membersOf(workspace, accountKeys));
    const persons = new Set(accountKeys.flatMap((accountKey) => [...people.membersOf(accountKey)]));
    return this.page(workspace, page, {
      id: accountIdOf(workspace, account),
      people,
      accounts,
      persons: [...persons],
      accountKeys,
    });
  }

  /** People who have one of the keys, with all their keys. */
  private async peopleAround(workspace: string, keys: string[]): Promise<People> {
    const visits = await this.queries.visitsAround(workspace, keys);
    const rows = await this.queries.keyRows(workspace, [
      ...new Set([...keys, ...visits.map((visit) => visit.key)]),
    ]);
    const people = new People();
    people.load({ keys: rows, evidence: [], visits });
    return people;
  }

  private async page(workspace: string, page: TimelinePage, subject: Subject): Promise<Timeline> {
    const slices = subject.persons.flatMap((person) =>
      subject.people.slicesOf(person).map((slice) => ({ ...slice, person })),
    );
    const keys = [...slices.map((slice) => slice.key), ...subject.accountKeys];
    const streams = await this.queries.conversionStreams(workspace, keys);
    const conversions = await this.log.streams(workspace, streams, Number.MAX_SAFE_INTEGER);
    const found = await this.queries.timelineEvents(
      workspace,
      slices,
      effectivePositions(conversions),
      subject.accountKeys,
      page,
    );
    const entries = found.map((event) => {
      const link = linkOf(event, subject) ??
        throughStream(event, conversions, subject) ?? { key: keys[0]!, proof: null };
      return { event, personId: personIdOfEvent(workspace, event, subject.people), ...link };
    });
    const proofs = await this.queries.eventIds(
      workspace,
      entries.flatMap((entry) => entry.proof ?? []),
    );
    return {
      id: subject.id,
      entries: entries.map(({ event, personId, key, proof }) => ({
        event,
        personId,
        link: { key, via: proof === null ? null : { position: proof, eventId: proofs.get(proof)! } },
      })),
    };
  }
}

/** The key on the event that belongs to the subject, and the position of the event that proves it. */
function linkOf(event: LogEvent, { people, accounts, persons, accountKeys }: Subject): Proof | null {
  for (const key of event.links.people.flatMap((link) => link.keys))
    if (people.knows(key) && persons.includes(people.personAt(key, event)))
      return { key, proof: visitOf(people, key, event).evidence };
  const key = event.links.accounts.find((one) => accountKeys.includes(one));
  return key === undefined ? null : { key, proof: accounts.record(key).evidence };
}

/** An event that names nobody is on the timeline through another event of its deal, lead or subscription that does. */
function throughStream(event: LogEvent, conversions: LogEvent[], subject: Subject): Proof | null {
  for (const other of conversions) {
    const link = other.stream === event.stream ? linkOf(other, subject) : null;
    if (link) return { key: link.key, proof: other.position };
  }
  return null;
}

function personIdOfEvent(workspace: string, event: LogEvent, people: People): string | null {
  const key = event.links.people.find((link) => link.role === 'subject')?.keys[0];
  return key === undefined
    ? null
    : personIdOf(workspace, people.knows(key) ? people.personAt(key, event) : key);
}

function visitOf(people: People, key: string, event: LogEvent) {
  return people.visitsOf(key).findLast(({ from }) => !from || compareMoments(from, event) <= 0)!;
}

/** Positions of the events that had an effect: a snapshot that says nothing new is left out. */
function effectivePositions(events: LogEvent[]): number[] {
  const streams = new Map<string, LogEvent[]>();
  for (const event of events) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  return [...streams].flatMap(([stream, ofStream]) => {
    const fold = stream.startsWith('deal:')
      ? foldDeal(ofStream, 'UTC')
      : stream.startsWith('lead:')
        ? foldLead(ofStream)
        : foldSubscription(ofStream);
    const snapshots = new Set(fold?.changes.map((change) => change.position));
    return ofStream
      .filter((event) => !event.type.endsWith('.snapshot.v1') || snapshots.has(event.position))
      .map((event) => event.position);
  });
}
