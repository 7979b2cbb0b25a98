import type { LogEvent } from '@touchstone/event-log';
import { compareMoments, compareText, type Moment } from './order.js';

/** What was said of an account under one name, and by which event. */
interface AttributeNaming extends Moment {
  position: number;
  value: unknown;
}

/** Of each name of an attribute what was said last. */
export type AttributeNamings = Record<string, AttributeNaming>;

/** The attributes that an event gives the account it names; null where it gives none. */
export function attributesIn({
  type,
  data,
  occurredAt,
  eventId,
  position,
}: LogEvent): AttributeNamings | null {
  const { attributes } = data as { attributes?: Record<string, unknown> };
  if (type !== 'account.updated.v1' || !attributes) return null;
  const namings = Object.entries(attributes).map(([name, value]) => [
    name,
    { value, occurredAt, eventId, position },
  ]);
  return namings.length > 0 ? (Object.fromEntries(namings) as AttributeNamings) : null;
}

/** Of each name the later of two namings in business order; the content, then the place in the log, decides a tie. */
export function laterAttributes(
  a: AttributeNamings | null,
  b: AttributeNamings | null,
): AttributeNamings | null {
  if (!a || !b) return a ?? b;
  const later = new Map(Object.entries(a));
  for (const [name, naming] of Object.entries(b)) {
    const known = later.get(name);
    if (!known || compareNamings(known, naming) < 0) later.set(name, naming);
  }
  return Object.fromEntries([...later].sort(([one], [other]) => compareText(one, other)));
}

const compareNamings = (a: AttributeNaming, b: AttributeNaming): number =>
  compareMoments(a, b) ||
  compareText(JSON.stringify(a.value), JSON.stringify(b.value)) ||
  a.position - b.position;

/** What is said of each name. */
export const valuesOf = (namings: AttributeNamings | null): Record<string, unknown> =>
  Object.fromEntries(Object.entries(namings ?? {}).map(([name, { value }]) => [name, value]));
