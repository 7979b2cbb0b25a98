import { metrics } from '@touchstone/runtime';
import { Counter, Gauge, Histogram } from 'prom-client';

export const lag = new Gauge({
  name: 'touchstone_projector_lag_events',
  help: 'Accepted events that reports do not show yet.',
  labelNames: ['workspace'],
  registers: [metrics],
});
export const projected = new Counter({
  name: 'touchstone_projected_events_total',
  help: 'Events projected.',
  registers: [metrics],
});
export const journeysWritten = new Counter({
  name: 'touchstone_journey_versions_total',
  help: 'Versions of journeys written, by cause.',
  labelNames: ['cause'],
  registers: [metrics],
});
export const batchSeconds = new Histogram({
  name: 'touchstone_projector_batch_seconds',
  help: 'Time to project one batch.',
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 20],
  registers: [metrics],
});
