import type { AccountDirectory } from './account-directory.js';
import type { Conversion } from './conversions.js';
import type { KeySlice, People } from './people.js';

/**
 * Bits of how far into a buying group somebody is: a contact of the deal, its primary contact (who is a contact as
 * well), one of the deal's account. Where a deal has no account its contacts stand for it.
 */
export const reaches = { contact: 1, primary: 2, account: 4 } as const;

/** Somebody of a buying group: the touches of these stretches of keys belong to the journey. */
export interface GroupMember {
  /** Surviving key of the person. */
  person: string;
  /** Bits of `reaches`; never 0. */
  reach: number;
  /** The same array for all groups of a commit; not to be changed. */
  slices: readonly KeySlice[];
}

/**
 * The buying group of a conversion: its contacts, and everybody of the account. A contact who
 * belongs to another account is in the group, but not of the account. `account`: its surviving key, null for none.
 */
export function buyingGroup(
  conversion: Conversion,
  account: string | null,
  { people, accounts }: { people: People; accounts: AccountDirectory },
): GroupMember[] {
  const group = new Map<string, number>();
  if (account !== null)
    for (const key of accounts.keysOf(account))
      for (const person of people.membersOf(key)) group.set(person, reaches.account);
  for (const { keys, primary } of conversion.contacts) {
    const [key] = keys;
    if (key === undefined) continue;
    const person = people.personAt(key, { occurredAt: conversion.convertedAt, eventId: '' });
    const near = reaches.contact | (primary ? reaches.primary : 0) | (account === null ? reaches.account : 0);
    group.set(person, (group.get(person) ?? 0) | near);
  }
  return Array.from(group, ([person, reach]) => ({ person, reach, slices: people.slicesOf(person) }));
}
