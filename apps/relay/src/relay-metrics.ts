import { metrics } from '@touchstone/runtime';
import { Counter, Histogram } from 'prom-client';

export const alertsSent = new Counter({
  name: 'touchstone_alerts_total',
  help: 'Alerts sent and recorded, by type.',
  labelNames: ['type'],
  registers: [metrics],
});
export const looksFailed = new Counter({
  name: 'touchstone_relay_failed_looks_total',
  help: 'Looks at the clocks of a workspace that failed; the next one makes up for them.',
  registers: [metrics],
});
export const lookSeconds = new Histogram({
  name: 'touchstone_relay_look_seconds',
  help: 'Time to look at the clocks of one workspace.',
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 20],
  registers: [metrics],
});
