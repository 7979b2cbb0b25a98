import type { Account, Person as PersonIds } from '@touchstone/contracts';
import { acquisitionMix, type ChannelName } from './channels.js';
import type { EventBook } from './event-book.js';
import { day, type Span } from './clock.js';
import type { Random } from './prng.js';
import * as words from './words.js';

export type Segment = 'smb' | 'mid-market' | 'enterprise';

export interface Company {
  name: string;
  domain: string;
  crmId: string;
  segment: Segment;
  industry: string;
  currency: 'EUR' | 'USD';
  /** How it first hears of us. */
  channel: ChannelName;
  people: Person[];
}

export interface Person {
  number: number;
  company: Company;
  firstName: string;
  lastName: string;
  jobTitle: string;
  email: string;
  /** From `at` on the CRM contact carries this address instead. */
  newEmail?: { at: number; email: string };
  phone: string;
  /** Cookies: the usual device first. */
  anonymousIds: string[];
  crmId: string;
  userId: string;
  /** When the company first learns who it is; unset for those who stay anonymous. */
  knownAt?: number;
}

/** Ranges of a thousand numbers each; most are kept free for fiction. */
const phoneRanges = ['+493023125', '+442079460', '+447700900', '+441134960', '+441144960'];

const phoneOf = (number: number): string => {
  const range = phoneRanges[Math.floor(number / 1000) % phoneRanges.length] as string;
  return range + String(number % 1000).padStart(3, '0');
};

/** `count` companies with different names and domains, still without people. */
export function foundCompanies(random: Random, count: number): Company[] {
  const names = words.companyHeads.flatMap((head) => words.companyTails.map((tail) => `${head} ${tail}`));
  return random.sample(names, count).map((name, index) => ({
    name,
    domain: `${name.toLowerCase().replace(' ', '-')}.example`,
    crmId: `crm:hubspot:account:${20_000 + index}`,
    segment: random.weighted<Segment>([
      ['smb', 50],
      ['mid-market', 35],
      ['enterprise', 15],
    ]),
    industry: random.pick(words.industries),
    currency: random.chance(0.3) ? 'USD' : 'EUR',
    channel: random.weighted(acquisitionMix),
    people: [],
  }));
}

/** Gives a company `count` more people; `firstNumber` counts them over all companies. */
export function hire(random: Random, company: Company, count: number, firstNumber: number): void {
  const titles = random.sample(words.jobTitles, count);
  const lastNames = random.sample(words.lastNames, count);
  for (let i = 0; i < count; i++) {
    const number = firstNumber + i;
    const firstName = random.pick(words.firstNames);
    const lastName = lastNames[i] as string;
    company.people.push({
      number,
      company,
      firstName,
      lastName,
      jobTitle: titles[i] as string,
      email: `${firstName}.${lastName}@${company.domain}`.toLowerCase(),
      phone: phoneOf(number),
      anonymousIds: Array.from({ length: random.chance(0.12) ? 2 : 1 }, () => `a-${random.hex(12)}`),
      crmId: `crm:hubspot:contact:${50_000 + number}`,
      userId: `user-${1_000 + number}`,
    });
  }
}

/** The address that systems know at that moment. */
export const emailAt = (person: Person, at: number): string =>
  person.newEmail && at >= person.newEmail.at ? person.newEmail.email : person.email;

/** The person as the CRM shows the contact. */
export const asContact = (person: Person, at: number): PersonIds => ({
  email: emailAt(person, at),
  crmIds: [person.crmId],
  firstName: person.firstName,
  lastName: person.lastName,
  jobTitle: person.jobTitle,
});

/** The company as the CRM shows it. */
export const asAccount = ({ name, domain, crmId, segment }: Company): Account => ({
  domain,
  crmIds: [crmId],
  name,
  segment,
});

/** The CRM's list of accounts, bought in over the first weeks; some are on the target list for a time. */
export function recordAccounts(book: EventBook, random: Random, companies: Company[], { start }: Span): void {
  for (const company of companies) {
    const at = start + Math.floor(random.between(0, 20 * day));
    const { industry, segment } = company;
    book.record('crm/hubspot', 'account.updated.v1', at, {
      account: asAccount(company),
      attributes: { industry },
    });
    if (segment !== 'enterprise' || !random.chance(0.5)) continue;
    const target = { account: asAccount(company), list: 'abm-enterprise' };
    book.record('crm/hubspot', 'account.targeted.v1', at + 30 * day, target);
    if (random.chance(0.1)) book.record('crm/hubspot', 'account.untargeted.v1', at + 200 * day, target);
  }
}
