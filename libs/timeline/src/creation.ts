import type { LogEvent } from '@touchstone/event-log';

/** When a deal or lead was created, and which event says so. */
export interface Creation {
  /** Epoch milliseconds. */
  createdAt: number;
  position: number;
  /** How good the source is: 2 the creation itself, 1 a snapshot that names the time, 0 the earliest event. */
  rank: 0 | 1 | 2;
}

/** The better of what is known and what the event says; events are to come in business order. */
export function creationAfter(known: Creation | null, event: LogEvent): Creation {
  const { occurredAt, position, type, data } = event;
  const said = typeof data['createdAt'] === 'string' ? Date.parse(data['createdAt']) : NaN;
  if (/^\w+\.created\./.test(type))
    return known?.rank === 2 ? known : { createdAt: occurredAt, position, rank: 2 };
  if (/^\w+\.snapshot\./.test(type) && !Number.isNaN(said) && (known?.rank ?? 0) < 2)
    return known?.rank === 1 && known.createdAt === said ? known : { createdAt: said, position, rank: 1 };
  return known ?? { createdAt: occurredAt, position, rank: 0 };
}
