import type { CloudEvent, TouchpointRecorded } from '@touchstone/contracts';
import { day, hour, minute } from './clock.js';
import type { Deal, DealTrouble } from './deals.js';
import type { Arrival, EventBook } from './event-book.js';
import type { Random } from './prng.js';
import type { Troubles } from './troubles.js';

/** A late touch arrives at least four and at most sixty days after it happened. */
const latest = 60 * day;
const soonest = 4 * day;

const touchOf = (event: CloudEvent): TouchpointRecorded | null =>
  event.type === 'touchpoint.recorded.v1' ? (event.data as TouchpointRecorded) : null;

/** Changes when events arrive: some touches late, some events twice. Comes last, when the book is full. */
export function troubleArrivals(book: EventBook, random: Random, deals: Deal[], troubles: Troubles): void {
  delayTouches(book, random.fork('late'), deals, troubles);
  const { end } = book.span;
  const early = book.arrivals.filter(
    ({ at, event }) => at < end - 5 * day && event.type !== 'rule.published.v1',
  );
  for (const { at, event } of random.sample(early, troubles.exactDuplicates))
    book.arrivals.push({
      at: at + Math.floor(random.between(minute, 4 * day)),
      event: structuredClone(event),
    });
}

function delayTouches(book: EventBook, random: Random, deals: Deal[], troubles: Troubles): void {
  const delayed = new Set<Arrival>();
  const late = delayAfterWins(book, random, deals, troubles.touchesAfterTheirWin);
  for (const arrival of late) delayed.add(arrival);
  const { end } = book.span;
  const candidates = book.arrivals.filter(
    (arrival) => touchOf(arrival.event) && occurredAt(arrival) < end - latest && !delayed.has(arrival),
  );
  for (const arrival of random.sample(candidates, troubles.lateTouches - late.length))
    arrival.at = occurredAt(arrival) + Math.floor(random.between(soonest, latest));
}

const occurredAt = (arrival: Arrival): number => Date.parse(arrival.event.time);

/** One touch each of `count` won deals reaches us only after the win. */
function delayAfterWins(book: EventBook, random: Random, deals: Deal[], count: number): Arrival[] {
  const touches = byEmail(book.arrivals);
  const { end } = book.span;
  const unfit = new Set<DealTrouble | undefined>(['rewonDeals', 'deletedWonDeals', 'dealsWithoutContacts']);
  const won = deals.filter(
    ({ status, trouble, closedAt }) => status === 'won' && !unfit.has(trouble) && closedAt < end - 10 * day,
  );
  const found = new Set<Arrival>();
  for (const { contacts, closedAt } of random.sample(won, won.length)) {
    if (found.size === count) break;
    const arrival = contacts
      .flatMap(({ email }) => touches.get(email) ?? [])
      .toSorted((a, b) => marketingFirst(a) - marketingFirst(b))
      .find((one) => {
        const at = occurredAt(one);
        return !found.has(one) && at > closedAt - latest + 10 * day && at < closedAt - soonest;
      });
    if (!arrival) continue;
    arrival.at = closedAt + Math.floor(random.between(hour, 9 * day));
    found.add(arrival);
  }
  return [...found];
}

const marketingFirst = ({ event }: Arrival): number => (event.source === 'crm/hubspot' ? 1 : 0);

/** Touches that get credit and name somebody by address. */
function byEmail(arrivals: Arrival[]): Map<string, Arrival[]> {
  const touches = new Map<string, Arrival[]>();
  const views = new Set(['email_sent', 'email_open', 'self_reported', 'outbound_email_sent']);
  for (const arrival of arrivals) {
    const touch = touchOf(arrival.event);
    const email = touch && !views.has(touch.interaction) ? touch.person.email : undefined;
    if (email) touches.set(email, [...(touches.get(email) ?? []), arrival]);
  }
  return touches;
}
