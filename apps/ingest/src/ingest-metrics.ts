import { Counter, Histogram } from 'prom-client';
import { metrics } from '@touchstone/runtime';

type Outcome = 'accepted' | 'duplicate' | 'ignored' | 'rejected' | 'conflict';

const eventsTotal = new Counter({
  name: 'touchstone_ingest_events_total',
  help: 'Events that came in, by door and by what became of them',
  labelNames: ['door', 'outcome'] as const,
  registers: [metrics],
});

const appendSeconds = new Histogram({
  name: 'touchstone_ingest_append_seconds',
  help: 'Time from a judged batch to its commit, by door',
  labelNames: ['door'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
});

/** Counts what became of some events. */
export function countEvents(door: string, counts: Partial<Record<Outcome, number>>): void {
  for (const [outcome, count] of Object.entries(counts))
    if (count > 0) eventsTotal.inc({ door, outcome }, count);
}

/** Measures how long some work takes to become durable. */
export async function timeAppend<T>(door: string, work: () => Promise<T>): Promise<T> {
  const end = appendSeconds.startTimer({ door });
  try {
    return await work();
  } finally {
    end();
  }
}
