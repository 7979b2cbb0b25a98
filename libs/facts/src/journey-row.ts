import type { ConversionKind, JourneyCause } from '@touchstone/timeline';
import type { ChannelRule } from './touch.js';

/** The touches of a journey as parallel arrays, by (occurredAt, eventId). Times are epoch milliseconds. */
export interface JourneyTouches {
  touchAt: number[];
  touchPosition: number[];
  touchChannel: string[];
  touchInteraction: string[];
  touchSource: string[];
  touchMedium: string[];
  touchCampaign: string[];
  touchContent: string[];
  /** Bit 0: sales side. Bit 1: view. */
  touchFlags: number[];
  /** Bits of `reaches`: 0 contact, 1 primary contact, 2 of the account. */
  touchReach: number[];
  touchPerson: string[];
  /** Rule that decided each touch's channel. */
  touchRule: ChannelRule[];
}

/** The leads of a journey's buying group as parallel arrays, by moment, then id. Times are epoch milliseconds. */
export interface JourneyLeads {
  leadAt: number[];
  leadId: string[];
  /** Bits of `reaches` of the lead's person. */
  leadReach: number[];
}

/** The contacts that a conversion names, with touches or without, as parallel arrays by key. */
export interface JourneyContacts {
  /** Surviving key of the person. */
  contactKey: string[];
  /** Bits of `reaches`. */
  contactReach: number[];
}

/**
 * One immutable version of a conversion and its journey. Where a conversion's kind or moment changes, its old key gets a
 * tombstone (`isLive: false`, see `tombstoneOf`) of the same version, else the old row would still answer. A key has one
 * row a version at most.
 */
export interface JourneyRow extends JourneyTouches, JourneyLeads, JourneyContacts {
  workspace: string;
  kind: ConversionKind;
  convertedAt: number;
  conversionId: string;
  /** Log position of the commit as of which this is true. */
  version: number;
  isLive: boolean;
  cause: JourneyCause;
  /** Empty and 0: no event of its own. */
  causeEventId: string;
  causePosition: number;
  createdAt: number | null;
  amountMinor: bigint;
  currency: string;
  /** In `reportCurrency`; null: no rate. Within ±(2^53-1). */
  valueMinor: bigint | null;
  valueAtConversionMinor: bigint | null;
  reportCurrency: string;
  accountId: string;
  owner: string;
  pipeline: string;
  /** False: nobody of the buying group has an identifier. */
  hasIdentity: boolean;
  /** Of the account; empty: none. */
  segment: string;
  /** Log position of the definitions that classified the touches; 0: the defaults. */
  rulesVersion: number;
  /** `journeyContent` of the row, where it was made already. */
  content?: string;
}

/** What a new version is for: the commit as of which it is true, and the event behind it. */
export type VersionCause = Pick<JourneyRow, 'version' | 'cause' | 'causeEventId' | 'causePosition'>;

/** What a version is a version of. */
export type JourneyKey = Pick<JourneyRow, 'workspace' | 'kind' | 'convertedAt' | 'conversionId'>;

/** The row that ends a key: from its version on, nothing converts there. It holds nothing of what did. */
export function tombstoneOf(key: JourneyKey, cause: VersionCause): JourneyRow {
  const { workspace, kind, convertedAt, conversionId } = key;
  const { version, causeEventId, causePosition } = cause;
  return {
    workspace,
    kind,
    convertedAt,
    conversionId,
    version,
    isLive: false,
    cause: cause.cause,
    causeEventId,
    causePosition,
    createdAt: null,
    amountMinor: 0n,
    currency: '',
    valueMinor: 0n,
    valueAtConversionMinor: 0n,
    reportCurrency: '',
    accountId: '',
    owner: '',
    pipeline: '',
    hasIdentity: false,
    segment: '',
    rulesVersion: 0,
    ...noLeads(),
    ...noContacts(),
    ...noTouches(),
  };
}

/** A journey without leads. */
export const noLeads = (): JourneyLeads => ({ leadAt: [], leadId: [], leadReach: [] });

/** A journey without contacts. */
export const noContacts = (): JourneyContacts => ({ contactKey: [], contactReach: [] });

/** A journey without touches. */
export function noTouches(): JourneyTouches {
  return {
    touchAt: [],
    touchPosition: [],
    touchChannel: [],
    touchInteraction: [],
    touchSource: [],
    touchMedium: [],
    touchCampaign: [],
    touchContent: [],
    touchFlags: [],
    touchReach: [],
    touchPerson: [],
    touchRule: [],
  };
}
