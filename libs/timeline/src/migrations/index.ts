import { Timeline1700000000200 } from './1700000000200-timeline.js';
import { Review1700000000500 } from './1700000000500-review.js';
import { AccountSegment1700000000600 } from './1700000000600-account-segment.js';
import { AccountAttributes1700000000700 } from './1700000000700-account-attributes.js';

export const timelineMigrations = [
  Timeline1700000000200,
  Review1700000000500,
  AccountSegment1700000000600,
  AccountAttributes1700000000700,
];

/** Every table that projections of the log are kept in: all of it can be built again. */
export const timelineTables = [
  'person_keys',
  'identity_evidence',
  'visits',
  'account_keys',
  'account_evidence',
  'conversions',
  'conversion_keys',
  'rates',
  'projection_batches',
] as const;
