import type { DealStatus } from '@touchstone/timeline';

/** What a version of a deal says. Times are epoch milliseconds, empty strings mean "none". */
export interface DealRow {
  dealId: string;
  createdAt: number;
  status: DealStatus;
  closedAt: number | null;
  /** YYYY-MM-DD */
  closeDay: string | null;
  amountMinor: bigint;
  currency: string;
  /** In `reportCurrency`; null: no rate. */
  valueMinor: bigint | null;
  reportCurrency: string;
  accountId: string;
  segment: string;
  owner: string;
  pipeline: string;
  stage: string;
  /** Stages it went through, as parallel arrays. */
  stageName: string[];
  stageAt: number[];
  stagePosition: number[];
  lostReason: string;
  /** Pseudonymous ids of its contacts, by id. */
  contactPerson: string[];
  lastActivityAt: number | null;
}

/** In the order of their columns; the id first. */
export const dealFields = [
  'dealId',
  'createdAt',
  'status',
  'closedAt',
  'closeDay',
  'amountMinor',
  'currency',
  'valueMinor',
  'reportCurrency',
  'accountId',
  'segment',
  'owner',
  'pipeline',
  'stage',
  'stageName',
  'stageAt',
  'stagePosition',
  'lostReason',
  'contactPerson',
  'lastActivityAt',
] as const satisfies (keyof DealRow)[];
