import type { AccountDirectory } from './account-directory.js';
import { type BookRecord, type ConversionBook, type ConversionRecord, isSubject } from './conversion-book.js';
import { subjectOf } from './conversion-streams.js';
import type { Conversion } from './conversions.js';
import { personOfLead } from './group-leads.js';
import type { LeadDeal } from './lead-deals.js';
import type { People } from './people.js';

/** Tells, of people and accounts, whose rows may be other ones when something of them changes. */
export class Concerned {
  constructor(
    private readonly around: { people: People; accounts: AccountDirectory; conversions: ConversionBook },
  ) {}

  /** Journeys of the person's account, and whatever names the person as a contact. */
  *byPerson(person: string): Generator<BookRecord> {
    const { people, accounts, conversions } = this.around;
    const account = people.accountKeyOf(person);
    if (account !== null) yield* this.journeysOfAccount(accounts.accountOf(account));
    for (const key of people.keysOf(person)) yield* conversions.ofContactKey(key);
  }

  /** All that names an account, and those leads of its people that name none. */
  *byAccount(account: string): Generator<BookRecord> {
    const { people, accounts, conversions } = this.around;
    for (const key of accounts.keysOf(account)) {
      yield* conversions.ofAccountKey(key);
      for (const person of people.membersOf(key))
        for (const ofPerson of people.keysOf(person))
          for (const record of conversions.ofContactKey(ofPerson))
            if (record.kind === 'lead' && record.conversion?.accountKeys.length === 0) yield record;
    }
  }

  /** Conversions whose journeys are of an account. */
  *journeysOfAccount(account: string): Generator<ConversionRecord> {
    const { accounts, conversions } = this.around;
    for (const key of accounts.keysOf(account))
      for (const record of conversions.ofAccountKey(key)) if (!isSubject(record)) yield record;
  }

  /** Leads that may go on in a deal. */
  *leadsOfDeal({ dealId, accountKey }: LeadDeal): Generator<BookRecord> {
    const { accounts, conversions } = this.around;
    yield* conversions.ofStream(`deal:${dealId}`);
    if (accountKey === null) return;
    for (const record of this.byAccount(accounts.accountOf(accountKey)))
      if (record.kind === 'lead') yield record;
  }

  /** Conversions that may have a lead in their journeys. */
  *journeysOfLead(lead: Conversion | null): Generator<ConversionRecord> {
    const person = lead && personOfLead(lead, this.around.people);
    if (person === null) return;
    for (const record of this.byPerson(person))
      if (record.conversion && !isSubject(record) && subjectOf(record.kind) !== 'lead') yield record;
  }
}
