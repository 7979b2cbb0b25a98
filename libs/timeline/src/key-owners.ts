import type { AccountDirectory } from './account-directory.js';
import { accountIdOf } from './keys.js';
import type { Moment } from './order.js';
import type { People } from './people.js';

/** Whose a key is as of a commit, stretch by stretch of its time. */
export interface KeyOwners {
  key: string;
  /** Log position of the commit. */
  version: number;
  stretches: {
    /** Its begin, which is in it; null: the begin of time. */
    from: Moment | null;
    /** Surviving key of the person. */
    person: string;
    /** Public id of the person's account; empty: none. */
    accountId: string;
  }[];
}

/** Which account a key of accounts stands for as of a commit. */
export interface AccountOfKey {
  key: string;
  /** Log position of the commit. */
  version: number;
  /** Public id of the account. */
  accountId: string;
}

/** Whose a key is now. */
export function ownersOf(
  key: string,
  { workspace, version }: { workspace: string; version: number },
  { people, accounts }: { people: People; accounts: AccountDirectory },
): KeyOwners {
  const stretches = people.visitsOf(key).map(({ from, personKey }) => {
    const account = people.accountKeyOf(personKey);
    const accountId = account === null ? '' : accountIdOf(workspace, accounts.accountOf(account));
    return { from, person: personKey, accountId };
  });
  return { key, version, stretches };
}
