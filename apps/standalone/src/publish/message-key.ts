import { createHash } from 'node:crypto';
import { isEventType, namingOf, streamOf } from '@touchstone/contracts';

/**
 * Key of an event's message, workspace and stream: what concerns one customer stays in order. Identifiers of people go
 * in as hashes. Null for what is not an event of a known type: the consumer refuses it, wherever it lies.
 */
export function messageKeyOf(workspace: string, { type, data }: Record<string, unknown>): string | null {
  if (typeof type !== 'string' || !isEventType(type) || typeof data !== 'object' || data === null)
    return null;
  try {
    const { people, accounts } = namingOf(data as Record<string, unknown>);
    const person = people[0]?.identifiers[0];
    const personKey = person && `${person.kind}:${hash(person.value)}`;
    return `${workspace}:${streamOf(type, data as Record<string, unknown>, personKey, accounts)}`;
  } catch {
    return null; // data of another shape than its type has
  }
}

const hash = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 32);
