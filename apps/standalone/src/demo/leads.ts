import { day, hour, minute } from './clock.js';
import { asAccount, asContact, type Person } from './company.js';
import type { Deal } from './deals.js';
import type { EventBook } from './event-book.js';
import type { Random } from './prng.js';

const sdrs = ['sdr-1', 'sdr-2', 'sdr-3', 'sdr-4'];
const rejections = ['student', 'competitor', 'outside our market', 'wrong contact data'];
const disqualifications = ['no budget', 'no need', 'bad timing', 'went silent'];

/** Up to `count` leads, of people the company knows: the primary contacts of deals first. */
export function recordLeads(
  book: EventBook,
  random: Random,
  people: Person[],
  deals: Deal[],
  count: number,
): void {
  const dealOf = new Map<Person, Deal>();
  for (const deal of deals)
    if (deal.pipeline === 'new-business' && deal.contacts[0]) dealOf.set(deal.contacts[0], deal);
  const known = people.filter(({ knownAt }) => knownAt !== undefined && knownAt < book.span.end - hour);
  const primaries = known.filter((person) => dealOf.has(person));
  const others = random.sample(
    known.filter((person) => !dealOf.has(person)),
    count - primaries.length,
  );
  for (const person of [...primaries.slice(0, count), ...others])
    recordLead(book, random.fork(person.email), person, dealOf.get(person));
}

function recordLead(book: EventBook, random: Random, person: Person, deal: Deal | undefined): void {
  const createdAt = (person.knownAt ?? 0) + 2 * minute;
  const leadId = `L-${10_001 + person.number}`;
  const owner = random.pick(sdrs);
  const base = (at: number) => ({ leadId, person: asContact(person, at) });
  // A lead that becomes a deal has been through all stages when the deal is created; another takes its time.
  const gap = deal ? Math.max(deal.createdAt - createdAt, minute) : Math.floor(random.between(2, 12) * day);
  const after = (share: number, most: number) => createdAt + Math.floor(Math.min(share * gap, most));
  book.record('crm/hubspot', 'lead.created.v1', createdAt, {
    leadId,
    person: { ...asContact(person, createdAt), phone: person.phone },
    account: asAccount(person.company),
  });
  const assignedAt = after(0.1, random.between(2 * minute, 20 * hour));
  book.record('crm/hubspot', 'lead.assigned.v1', assignedAt, { ...base(assignedAt), owner });
  if (!deal && random.chance(0.1)) return;
  if (!deal && random.chance(0.2)) {
    const reason = random.pick(rejections);
    const rejectedAt = after(0.3, 2 * day);
    return book.record('crm/hubspot', 'lead.rejected.v1', rejectedAt, { ...base(rejectedAt), owner, reason });
  }
  const contactedAt = after(0.3, random.between(hour, 3 * day));
  book.record('crm/hubspot', 'lead.contacted.v1', contactedAt, { ...base(contactedAt), owner });
  if (!deal && random.chance(0.45)) {
    const reason = random.pick(disqualifications);
    const lostAt = after(0.9, 20 * day);
    return book.record('crm/hubspot', 'lead.disqualified.v1', lostAt, { ...base(lostAt), owner, reason });
  }
  const qualifiedAt = after(0.5, 12 * day);
  book.record('crm/hubspot', 'lead.qualified.v1', qualifiedAt, { ...base(qualifiedAt), owner });
  if (!deal && random.chance(0.3)) return;
  const acceptedAt = after(0.7, 14 * day);
  book.record('crm/hubspot', 'lead.accepted.v1', acceptedAt, {
    ...base(acceptedAt),
    owner: deal?.owner ?? owner,
  });
  if (deal) {
    const converted = { ...base(deal.createdAt), dealId: deal.dealId };
    book.record('crm/hubspot', 'lead.converted.v1', deal.createdAt, converted);
  }
  if (person.newEmail)
    book.record('crm/hubspot', 'lead.snapshot.v1', person.newEmail.at, {
      ...base(person.newEmail.at),
      status: 'converted',
    });
}
