import type { Person as PersonIds, TouchpointRecorded } from '@touchstone/contracts';
import { ownSite } from './campaigns.js';
import { day, hour, momentBetween } from './clock.js';
import { type Company, emailAt, type Person } from './company.js';
import type { EventBook } from './event-book.js';
import type { Random } from './prng.js';
import type { Troubles } from './troubles.js';

const academyPage = { url: `${ownSite}/academy`, path: '/academy' };

/** One visit to the academy, the part of the site where customers sign in. */
function visitAcademy(book: EventBook, at: number, person: PersonIds): void {
  book.touch('web', at, { interaction: 'page_view', person, page: academyPage, contentId: '/academy' });
}

const knownFor = (days: number, end: number) => (person: Person) =>
  (person.knownAt ?? end) < end - days * day;

/** Records what makes it hard to tell who is who. Comes after all other touches. */
export function recordIdentityTroubles(
  book: EventBook,
  random: Random,
  companies: Company[],
  troubles: Troubles,
) {
  const people = companies.flatMap((company) => company.people);
  shareComputers(book, random.fork('shared'), companies, troubles.sharedComputers);
  linkByHand(book, random.fork('linked'), people, troubles);
  sendBlockedValues(book, random.fork('blocked'), people, troubles);
}

/** Two colleagues sign in by turns in one browser. */
function shareComputers(book: EventBook, random: Random, companies: Company[], count: number): void {
  const pairs = companies.flatMap(({ people }) => {
    const [one, other] = people.filter(knownFor(30, book.span.end));
    return one && other ? [[one, other] as const] : [];
  });
  for (const pair of random.sample(pairs, count)) {
    const anonymousId = `a-${random.hex(12)}`;
    let at = Math.max(...pair.map((person) => person.knownAt ?? 0)) + day;
    for (let visit = 0; visit < 6; visit++) {
      const person = pair[visit % 2] as Person;
      const ids = { anonymousId, userId: person.userId };
      visitAcademy(book, at, visit < 2 ? { ...ids, email: emailAt(person, at) } : ids);
      at += Math.floor(random.between(20, 90) * hour);
    }
  }
}

/** Somebody says that an unknown visitor is a known contact, and of some takes it back. */
function linkByHand(book: EventBook, random: Random, people: Person[], troubles: Troubles): void {
  const known = people.filter(knownFor(40, book.span.end));
  random.sample(known, troubles.identitiesLinked).forEach((person, index) => {
    const anonymousId = `a-${random.hex(12)}`;
    const from = person.knownAt ?? 0;
    for (let visit = 0; visit < 3; visit++)
      visitAcademy(book, momentBetween(random, from, from + 10 * day), { anonymousId });
    const linkedAt = from + 12 * day;
    const pair: PersonIds = { anonymousId, email: emailAt(person, linkedAt) };
    const reason = 'said so on the phone';
    book.record('crm/hubspot', 'identity.linked.v1', linkedAt, { person: pair, reason });
    if (index < troubles.identitiesUnlinked)
      book.record('crm/hubspot', 'identity.unlinked.v1', linkedAt + 9 * day, {
        person: pair,
        reason: 'a mix-up of two callers',
      });
  });
}

/** Values that name nobody: a tester's address, the text "null" as a user, a mailbox that a team shares. */
function sendBlockedValues(book: EventBook, random: Random, people: Person[], troubles: Troubles): void {
  const { start, end } = book.span;
  const submit = (person: Person, email: string) => {
    const at = momentBetween(random, start + day, end - day);
    const [anonymousId] = person.anonymousIds;
    book.touch('web', at, {
      interaction: 'form_submit',
      person: { anonymousId, email },
      contentId: '/newsletter',
    });
  };
  for (const person of random.sample(people, troubles.testEmails)) submit(person, 'test@test.com');
  for (const person of random.sample(people, troubles.sharedMailboxes))
    submit(person, `info@${person.company.domain}`);
  const views = book.arrivals
    .map(({ event }) => event.data as TouchpointRecorded)
    .filter(({ interaction, person }) => interaction === 'page_view' && !person.userId && !person.email);
  for (const view of random.sample(views, troubles.nullUserIds))
    view.person = { ...view.person, userId: 'null' };
}
