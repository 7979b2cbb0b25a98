import type { SlaTerms } from '@touchstone/contracts';
import type { LeadDimension, LeadFilters } from './lead-labels.js';

/** What is asked of the service-level agreement. Moments are epoch milliseconds. */
export interface SlaQuestion {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** Moment at which clocks are judged. */
  judgedAt: number;
  /** Window, half-open: of clocks that started and decisions that were taken in it. */
  from: number;
  to: number;
  groupBy: readonly LeadDimension[];
  filters: LeadFilters;
  /** In force at the position. */
  terms: SlaTerms;
}
