import type { AccountDirectory } from './account-directory.js';
import { reaches } from './buying-group.js';
import type { SubjectRecord } from './conversion-book.js';
import type { Definitions } from './definitions.js';
import type { JourneyMember } from './journey-order.js';
import { accountIdOf } from './keys.js';
import type { LeadDeal, LeadDeals } from './lead-deals.js';
import type { People } from './people.js';
import type { RateTable } from './rates.js';
import { amountsOf, type Subject } from './subjects.js';

/** A deal, lead or subscription as of a commit, whose row is to be built and written as a version. */
export interface SubjectOrder {
  record: SubjectRecord;
  /** As of that commit. */
  subject: Subject;
  version: number;
  /** Public id of its account; empty: none. */
  accountId: string;
  /** Segment of the account; empty: none. */
  segment: string;
  /** What is known of a lead's account by name. */
  accountAttributes: Readonly<Record<string, unknown>>;
  /** The contacts of a deal; the person of a lead. */
  people: JourneyMember[];
  /** Its `amountsOf`, in minor units of `reportCurrency`; null without an amount or a rate. */
  values: (bigint | null)[];
  reportCurrency: string;
  /** The deal that a lead goes on in; null: none. */
  deal: LeadDeal | null;
  /** In force at that commit. */
  definitions: Definitions;
}

/** What an order is made of: all as of its commit. */
interface Around {
  workspace: string;
  people: People;
  accounts: AccountDirectory;
  rates: RateTable;
  definitions: Definitions;
  leadDeals: LeadDeals;
  personId(person: string): string;
}

/** The order of a subject that is there. */
export function subjectOrderOf(record: SubjectRecord, version: number, around: Around): SubjectOrder {
  const { workspace, people, accounts, rates, definitions } = around;
  const { currency } = definitions.workspace;
  const subject = record.conversion!;
  const { rateDay } = record;
  const persons = personsOf(subject, people);
  const account = accountOf(subject, persons, around);
  return {
    record,
    subject,
    version,
    accountId: account === null ? '' : accountIdOf(workspace, account),
    segment: account === null ? '' : accounts.segmentOf(account),
    accountAttributes: subject.kind === 'lead' && account !== null ? accounts.attributesOf(account) : {},
    people: persons.map((person) => ({
      person,
      personId: around.personId(person),
      reach: reaches.contact,
      slices: people.slicesOf(person),
    })),
    values: amountsOf(subject).map((amount) =>
      amount && rateDay !== null ? rates.convert(amount, currency, rateDay) : null,
    ),
    reportCurrency: currency,
    deal: subject.kind === 'lead' ? around.leadDeals.ofLead(subject.state, account, accounts) : null,
    definitions,
  };
}

/** The persons that a subject names, once each: as of its close, else of its creation. */
export function personsOf({ kind, contacts, state }: Subject, people: People): string[] {
  if (kind === 'subscription') return [];
  const closedAt = kind === 'deal' ? (state.wonAt ?? state.lostAt) : null;
  const moment = { occurredAt: closedAt ?? state.createdAt, eventId: '' };
  const persons = contacts.flatMap(({ keys: [key] }) =>
    key === undefined ? [] : [people.personAt(key, moment)],
  );
  return [...new Set(persons)];
}

/** Surviving key of the account that a subject names; of a lead without one that of its person; null for none. */
function accountOf({ kind, accountKeys }: Subject, [person]: string[], { people, accounts }: Around) {
  const [named] = accountKeys;
  const key = named ?? (kind === 'lead' && person !== undefined ? people.accountKeyOf(person) : null);
  return key === null ? null : accounts.accountOf(key);
}
