import type { GroupMember } from './buying-group.js';
import { type ConversionBook, isSubject } from './conversion-book.js';
import type { Conversion } from './conversions.js';
import { compareText } from './order.js';
import type { People } from './people.js';

/** A lead of somebody of a buying group. */
export interface GroupLead {
  leadId: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Bits of `reaches` of its person. */
  reach: number;
}

/** The person whom a lead is about; null where it names nobody. */
export function personOfLead(
  { contacts, createdAt }: Pick<Conversion, 'contacts' | 'createdAt'>,
  people: People,
): string | null {
  const key = contacts[0]?.keys[0];
  return key === undefined ? null : people.personAt(key, { occurredAt: createdAt, eventId: '' });
}

/** Leads of a buying group that were created at or before a moment, by moment, then id. */
export function leadsOfGroup(
  group: readonly GroupMember[],
  through: number,
  { people, conversions }: { people: People; conversions: ConversionBook },
): GroupLead[] {
  const leads = new Map<string, GroupLead>();
  for (const { person, reach } of group)
    for (const key of people.keysOf(person))
      for (const record of conversions.ofContactKey(key)) {
        if (isSubject(record) || record.kind !== 'lead.created') continue;
        const { conversion } = record;
        if (!conversion || conversion.createdAt > through) continue;
        if (personOfLead(conversion, people) !== person) continue;
        leads.set(conversion.id, { leadId: conversion.id, createdAt: conversion.createdAt, reach });
      }
  return [...leads.values()].sort((a, b) => a.createdAt - b.createdAt || compareText(a.leadId, b.leadId));
}
