import type { GroupMember } from './buying-group.js';
import type { ConversionRecord } from './conversion-book.js';
import type { Conversion } from './conversions.js';
import type { Definitions } from './definitions.js';
import type { GroupLead } from './group-leads.js';

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
