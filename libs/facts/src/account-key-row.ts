import type { AccountOfKey } from '@touchstone/timeline';

/** Columns of `account_keys` in the order of `toAccountKeyRow`. */
export const accountKeyColumns = ['workspace', 'account_key', 'version', 'account_id'] as const;

/** A version of a key's account as a compact row for an insert. */
export const toAccountKeyRow = (workspace: string, { key, version, accountId }: AccountOfKey): unknown[] => [
  ...[workspace, key, version, accountId],
];
