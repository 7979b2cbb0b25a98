import type { AttributionParameters } from '@touchstone/attribution';

/** A report of 2025 with the defaults that a request has, as of the newest position; name what is to differ. */
export const attributionParameters = (more: Partial<AttributionParameters> = {}): AttributionParameters => ({
  workspace: 'acme',
  models: ['linear'],
  customModels: new Map(),
  filters: {},
  groupBy: ['channel'],
  from: Date.UTC(2025, 0, 1),
  to: Date.UTC(2026, 0, 1),
  conversion: 'deal.won',
  lookbackDays: 90,
  scope: 'account',
  touchScope: 'marketing',
  countViews: false,
  halfLifeDays: 7,
  valueFunction: 'revenue',
  details: false,
  value: 'latest',
  asOf: Number.MAX_SAFE_INTEGER,
  currency: 'EUR',
  timeZone: 'UTC',
  ...more,
});
