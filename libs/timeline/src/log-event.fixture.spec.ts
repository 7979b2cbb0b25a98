import { eventTypes, type EventTypeName } from '@touchstone/contracts';
import type { Links, LogEvent, PersonLink } from '@touchstone/event-log';

/** Epoch milliseconds of a time such as '2026-03-31T10:00Z'. */
export const ms = (time: string) => Date.parse(time);

/** Somebody named by keys. */
export const named = (role: PersonLink['role'], ...keys: string[]): PersonLink => ({
  keys,
  emailDomain: null,
  role,
});

/** A log event of valid data; its position (1, 2, …) tells it from others and gives its id. */
export function logEvent(
  position: number,
  type: EventTypeName,
  time: string | number,
  data: Record<string, unknown>,
  links: Partial<Links> = {},
): LogEvent {
  const occurredAt = typeof time === 'number' ? time : ms(time);
  return {
    workspace: 'w',
    source: 'crm',
    eventId: `e${String(position).padStart(3, '0')}`,
    type,
    stream: 'one',
    occurredAt,
    receivedAt: occurredAt,
    recordedAt: occurredAt,
    data: eventTypes[type].schema.parse(data),
    links: { people: [], accounts: [], ...links },
    position,
    commit: position,
  };
}
