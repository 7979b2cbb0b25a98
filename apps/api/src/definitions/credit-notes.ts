import type { RuleName } from '@touchstone/contracts';

/** Rules that no credit depends on, and where what they change is found. */
export const creditNotes: Partial<Record<RuleName, string>> = {
  stages: 'No credit depends on stages: see leads and clocks.',
  scoring: 'No credit depends on scores: see leads and clocks.',
  sla: 'No credit depends on the agreement: see clocks.',
  margin:
    'No credit depends on margins, and none is compared here. They change the gross margin of customers, what their lifetime is worth and its payback: compare GET /v1/lifetime-value as of before and after publishing.',
};
