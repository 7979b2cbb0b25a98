import type { EventData } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import { toInstant } from './instants.js';

/** A statement that an account is on a target list, or off it; of a list and account the last in business order holds. */
export interface ListedAccount {
  workspace: string;
  /** Empty: none given. */
  list: string;
  accountKey: string;
  /** Epoch milliseconds. */
  occurredAt: number;
  eventId: string;
  position: number;
  isOn: boolean;
}

/** Columns of `account_lists` in the order of `toAccountListRow`. */
export const accountListColumns = [
  ...['workspace', 'list', 'account_key', 'occurred_at', 'event_id', 'position', 'is_on'],
] as const;

/** A statement as a compact row for an insert. */
export const toAccountListRow = (listed: ListedAccount): unknown[] => [
  ...[listed.workspace, listed.list, listed.accountKey, toInstant(listed.occurredAt)],
  ...[listed.eventId, listed.position, listed.isOn ? 1 : 0],
];

/** The statement of an `account.targeted.v1` or `account.untargeted.v1`, null for any other event. */
export function listedAccountOf(event: LogEvent): ListedAccount | null {
  const { type, workspace, occurredAt, eventId, position } = event;
  const accountKey = event.links.accounts[0];
  const isOn = type === 'account.targeted.v1';
  if ((!isOn && type !== 'account.untargeted.v1') || accountKey === undefined) return null;
  const { list = '' } = event.data as EventData<'account.targeted.v1'>;
  return { workspace, list, accountKey, occurredAt, eventId, position, isOn };
}
