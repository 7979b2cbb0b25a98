import { getDomain } from 'tldts';
import { blockedValues, freeMailDomains, sharedMailboxes } from './free-mail.js';
import type { Account, Person } from './identifiers.js';
import { remembering } from './remembering.js';

/** Kinds of person identifiers, strongest first: the strongest of an event says whose event it is. */
export const personKinds = ['userId', 'crm', 'email', 'phone', 'anonymousId'] as const;
export type PersonKind = (typeof personKinds)[number];

/** One identifier of a person, normalised, in the clear. */
export interface Identifier {
  kind: PersonKind;
  value: string;
}

/** A person named by an event, with the identifiers that may link. */
export interface NamedPerson {
  identifiers: Identifier[];
  /** Registrable domain of the e-mail; null without one and for free mail. */
  emailDomain: string | null;
  role: 'subject' | 'contact' | 'primary';
}

/** Whom an event names. Identifiers with blocked values are left out: they never link. */
export interface Naming {
  people: NamedPerson[];
  /** Account keys, `domain:<registrable>` and `crm:<system>:account:<id>`. */
  accounts: string[];
}

/** Registrable domain by the public suffix list ("eu.acme.co.uk" -> "acme.co.uk"); the host itself where there is none. */
export const registrableDomain = remembering(
  10_000,
  (host) => getDomain(host, { allowPrivateDomains: true }) ?? host.toLowerCase(),
);

/** True for values that stand for nobody ("null", "test@test.com") and for shared mailboxes ("info@..."). */
export function isBlocked(identifier: Identifier): boolean {
  const value = identifier.value.trim().toLowerCase();
  if (identifier.kind === 'crm') return isBlockedCrmId(value);
  if (blockedValues.has(value)) return true;
  return identifier.kind === 'email' && sharedMailboxes.has(value.slice(0, value.lastIndexOf('@')));
}

/** A CRM id whose own id stands for nobody: crm:hubspot:contact:undefined. */
function isBlockedCrmId(crmId: string): boolean {
  return blockedValues.has(crmId.split(':').slice(3).join(':').toLowerCase());
}

/** Identifiers of a person reference, strongest first, blocked values left out. */
export function identifiersOf(person: Person): Identifier[] {
  const found: Identifier[] = [];
  if (person.userId) found.push({ kind: 'userId', value: person.userId });
  for (const value of [...(person.crmIds ?? [])].sort()) found.push({ kind: 'crm', value });
  if (person.email) found.push({ kind: 'email', value: person.email });
  if (person.phone) found.push({ kind: 'phone', value: person.phone });
  if (person.anonymousId) found.push({ kind: 'anonymousId', value: person.anonymousId });
  return found.filter((identifier) => !isBlocked(identifier));
}

/** Account keys of an account reference: CRM ids first, then the registrable domain. A free-mail domain is no account. */
export function accountKeysOf(account: Account): string[] {
  const keys = (account.crmIds ?? []).filter((crmId) => !isBlockedCrmId(crmId)).sort();
  const domain = account.domain ? registrableDomain(account.domain) : null;
  if (domain !== null && !freeMailDomains.has(domain)) keys.push(`domain:${domain}`);
  return keys;
}

function nameOf(person: Person, role: NamedPerson['role']): NamedPerson {
  const domain = person.email
    ? registrableDomain(person.email.slice(person.email.lastIndexOf('@') + 1))
    : null;
  return {
    identifiers: identifiersOf(person),
    emailDomain: domain !== null && !freeMailDomains.has(domain) ? domain : null,
    role,
  };
}

/** Whom a validated event names: its person, its contacts, its account. */
export function namingOf(data: Record<string, unknown>): Naming {
  const people: NamedPerson[] = [];
  const { person, also, contacts, account } = data as {
    person?: Person;
    also?: Person;
    contacts?: { person: Person; primary?: boolean }[];
    account?: Account | string;
  };
  if (person) {
    const named = nameOf(person, 'subject');
    if (also) named.identifiers.push(...identifiersOf(also));
    people.push(named);
  }
  for (const contact of contacts ?? [])
    people.push(nameOf(contact.person, contact.primary ? 'primary' : 'contact'));
  return { people, accounts: account && typeof account === 'object' ? accountKeysOf(account) : [] };
}
