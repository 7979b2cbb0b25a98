import { day, hour, minute, momentBetween } from './clock.js';
import { asContact, type Person } from './company.js';
import type { Deal } from './deals.js';
import type { EventBook } from './event-book.js';
import type { Random } from './prng.js';

type SalesInteraction = 'outbound_email_sent' | 'outbound_email_reply' | 'call' | 'meeting' | 'demo';

const channelOf: Record<SalesInteraction, string> = {
  outbound_email_sent: 'outbound-email',
  outbound_email_reply: 'outbound-email',
  call: 'call',
  meeting: 'meeting',
  demo: 'meeting',
};

function record(
  book: EventBook,
  interaction: SalesInteraction,
  at: number,
  person: Person,
  owner: string,
): void {
  const isCall = interaction === 'call';
  book.touch(isCall ? 'calls/aircall' : 'crm/hubspot', at, {
    interaction,
    // The telephone system knows numbers, and the contact it has looked up in the CRM.
    person: isCall ? { phone: person.phone, crmIds: [person.crmId] } : asContact(person, at),
    channel: channelOf[interaction],
    owner,
  });
}

/** Cold e-mails and calls to somebody who has not heard of us; an answer makes the person known. */
export function recordOutreach(
  book: EventBook,
  random: Random,
  person: Person,
  from: number,
  to: number,
): void {
  const sdr = random.pick(['sdr-1', 'sdr-2', 'sdr-3', 'sdr-4']);
  let at = momentBetween(random, from, from + (to - from) * 0.4);
  const step = (to - at) / 8;
  for (let count = random.int(2, 4); count > 0; count--) {
    record(book, 'outbound_email_sent', at, person, sdr);
    at += Math.floor(step * random.between(0.6, 1.2));
  }
  record(book, random.chance(0.7) ? 'outbound_email_reply' : 'call', at, person, sdr);
  if (at <= book.span.end) person.knownAt ??= at;
}

/** What sales does around a deal: a first call, a demo, meetings, calls and e-mails until it is decided. */
export function recordSelling(book: EventBook, random: Random, deal: Deal): void {
  const group = deal.contacts;
  const someone = () => (random.chance(0.6) ? (group[0] as Person) : random.pick(group));
  const touch = (interaction: SalesInteraction, at: number) =>
    record(book, interaction, at, someone(), deal.owner);
  const before = momentBetween(random, deal.createdAt - 4 * day, deal.createdAt - hour);
  touch(random.chance(0.6) ? 'call' : 'meeting', before);
  const demoAt = momentBetween(
    random,
    deal.createdAt + day,
    Math.min(deal.createdAt + 12 * day, deal.closedAt),
  );
  if (demoAt < deal.closedAt && random.chance(0.85)) touch('demo', demoAt);
  const rest = random.int(3, deal.company.segment === 'enterprise' ? 11 : 7);
  const until = Math.min(deal.closedAt - hour, deal.createdAt + 120 * day);
  for (let i = 0; i < rest; i++) {
    const interaction = random.weighted<SalesInteraction>([
      ['outbound_email_sent', 40],
      ['outbound_email_reply', 22],
      ['call', 22],
      ['meeting', 16],
    ]);
    touch(
      interaction,
      momentBetween(random, deal.createdAt + 30 * minute, Math.max(until, deal.createdAt + hour)),
    );
  }
}
