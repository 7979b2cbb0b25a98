import type { CloudEvent, EventTypeName, TouchpointRecorded } from '@touchstone/contracts';
import { hour, instant, minute, type Span } from './clock.js';

/** An event and when it reaches the door, in epoch milliseconds. */
export interface Arrival {
  at: number;
  event: CloudEvent;
}

/** The systems that publish, with how long each takes to do so. */
const publishDelay = {
  web: 5_000,
  'email/hubspot': 4 * minute,
  'crm/hubspot': 10 * minute,
  'calls/aircall': 15 * minute,
  'webinars/zoom': 2 * hour,
  'billing/stripe': minute,
  'ads/google': hour,
  'ads/linkedin': hour,
  'ads/meta': hour,
  'finance/ledger': hour,
  settings: 0,
} as const;

export type Source = keyof typeof publishDelay;

/** Collects events; what would happen after the demo's end has not happened and is left out. */
export class EventBook {
  readonly arrivals: Arrival[] = [];
  private readonly counts = new Map<Source, number>();

  constructor(readonly span: Span) {}

  /** Writes an event down; `arrivesAt` is for those that come later than their source usually takes. */
  record(
    source: Source,
    type: EventTypeName,
    occurredAt: number,
    data: Record<string, unknown>,
    arrivesAt = occurredAt + publishDelay[source],
  ): void {
    if (occurredAt > this.span.end) return;
    const count = (this.counts.get(source) ?? 0) + 1;
    this.counts.set(source, count);
    const id = `${source.replace('/', '-')}-${count}`;
    const time = instant(occurredAt);
    this.arrivals.push({ at: arrivesAt, event: { specversion: '1.0', id, source, type, time, data } });
  }

  /** A short form for touches, the most frequent event. */
  touch(source: Source, occurredAt: number, data: TouchpointRecorded): void {
    this.record(source, 'touchpoint.recorded.v1', occurredAt, data);
  }

  /** The events in the order in which they arrive. */
  inArrivalOrder(): CloudEvent[] {
    return this.arrivals.toSorted((a, b) => a.at - b.at).map(({ event }) => event);
  }
}
