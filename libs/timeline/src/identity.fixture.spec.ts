import { resolvePeople, type Evidence } from './identity.js';

/** Evidence at a minute of the day; position and event id follow from it unless given. */
export function at(occurredAt: number, kind: Evidence['kind'], ...keys: string[]): Evidence {
  return { position: occurredAt, eventId: `e${String(occurredAt).padStart(4, '0')}`, occurredAt, kind, keys };
}
export const seen = (occurredAt: number, ...keys: string[]) => at(occurredAt, 'seen', ...keys);

/** First positions; of the keys of one event the stronger one comes first, so that names are easy to foretell. */
export function firstPositionsOf(evidence: Evidence[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { keys, position } of evidence)
    for (const [index, key] of keys.entries())
      first.set(key, Math.min(position + index / 10, first.get(key) ?? Infinity));
  return first;
}
export const resolve = (evidence: Evidence[]) => resolvePeople(evidence, firstPositionsOf(evidence));

export const [A, B, MAIL_A, MAIL_B, CONTACT, Z, Y] = [
  'user:a',
  'user:b',
  'email:a',
  'email:b',
  'crm:hubspot:contact:1',
  'anonymous:z',
  'anonymous:y',
];
