import type { AccountDirectory } from './account-directory.js';
import { buyingGroup, type GroupMember } from './buying-group.js';
import type { ConversionBook, ConversionRecord } from './conversion-book.js';
import { subjectOf } from './conversion-streams.js';
import type { Conversion } from './conversions.js';
import type { Definitions } from './definitions.js';
import { type GroupLead, leadsOfGroup } from './group-leads.js';
import { accountIdOf } from './keys.js';
import type { People } from './people.js';
import type { RateTable } from './rates.js';

/** Why a journey has to be written anew. */
export interface Cause {
  cause: JourneyCause;
  eventId: string;
  position: number;
}

/** Why a version of a journey is written. */
export type JourneyCause =
  | 'created'
  | 'qualified'
  | 'won'
  | 'started'
  | 'amount_changed'
  | 'stage_changed'
  | 'date_changed'
  | 'contact_added'
  | 'account_changed'
  | 'late_touch'
  | 'lead_changed'
  | 'identity_linked'
  | 'identity_unlinked'
  | 'reopened'
  | 'lost'
  | 'deleted'
  | 'rate'
  | 'rule';

/** Somebody of a journey's buying group, with the public id of the person. */
export interface JourneyMember extends GroupMember {
  personId: string;
}

/** A conversion as of a commit, whose journey is to be built and written as a version. */
export interface JourneyOrder {
  record: ConversionRecord;
  /** The conversion at that commit; null: it is one no more. */
  conversion: Conversion | null;
  version: number;
  cause: Cause;
  accountId: string;
  /** Segment of the account; empty: none. */
  segment: string;
  group: JourneyMember[];
  /** Of the group, no later than the creation of the conversion; none for a lead itself. */
  leads: GroupLead[];
  /** In minor units of `reportCurrency`; null without a rate. */
  value: bigint | null;
  valueAtConversion: bigint | null;
  reportCurrency: string;
  /** In force at that commit: its touches are classified by them. */
  definitions: Definitions;
}

/** What an order is made of: all as of its commit. */
interface Around {
  workspace: string;
  people: People;
  accounts: AccountDirectory;
  conversions: ConversionBook;
  rates: RateTable;
  definitions: Definitions;
  personId(person: string): string;
}

/** The order of a conversion as it stands. */
export function journeyOrderOf(
  record: ConversionRecord,
  { version, cause }: { version: number; cause: Cause },
  around: Around,
): JourneyOrder {
  const { workspace, accounts, rates, definitions } = around;
  const { conversion, rateDay } = record;
  const { currency } = definitions.workspace;
  const valueOf = (amount: Conversion['amount']): bigint | null =>
    amount && rateDay !== null ? rates.convert(amount, currency, rateDay) : null;
  const [named] = conversion?.accountKeys ?? [];
  const account = named === undefined ? null : accounts.accountOf(named);
  const group = conversion ? buyingGroup(conversion, account, around) : [];
  return {
    record,
    conversion,
    version,
    cause,
    accountId: account === null ? '' : accountIdOf(workspace, account),
    segment: account === null ? '' : accounts.segmentOf(account),
    group: group.map(({ person, reach, slices }) => ({
      person,
      personId: around.personId(person),
      reach,
      slices,
    })),
    leads:
      conversion && subjectOf(conversion.kind) !== 'lead'
        ? leadsOfGroup(group, conversion.createdAt, around)
        : [],
    value: valueOf(conversion?.amount ?? null),
    valueAtConversion: valueOf(conversion?.amountAtConversion ?? null),
    reportCurrency: currency,
    definitions,
  };
}
