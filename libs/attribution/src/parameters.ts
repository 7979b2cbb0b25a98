import type { ConversionKind } from '@touchstone/timeline';
import type { Model } from './models.js';

export const dimensions = ['channel', 'campaign', 'source', 'medium', 'interaction', 'month'] as const;
export type Dimension = (typeof dimensions)[number];

export const scopes = ['account', 'contacts', 'primary'] as const;
export const touchScopes = ['marketing', 'sales', 'all'] as const;
export const values = ['latest', 'at_conversion'] as const;

/** Everything an attribution report depends on, all of it decided. */
export interface AttributionParameters {
  workspace: string;
  models: readonly Model[];
  groupBy: readonly Dimension[];
  /** Window of conversion moments, half-open, epoch milliseconds. */
  from: number;
  to: number;
  conversion: ConversionKind;
  /** Days of 24 hours before the conversion, both ends in; null: all touches. */
  lookbackDays: number | null;
  scope: (typeof scopes)[number];
  touchScope: (typeof touchScopes)[number];
  countViews: boolean;
  halfLifeDays: number;
  value: (typeof values)[number];
  /** Log position as of which the answer is true. */
  asOf: number;
  /** Currency of the report, ISO 4217. */
  currency: string;
  /** IANA zone whose calendar months `month` means. */
  timeZone: string;
}

/** Conversions that have an amount; the others are only counted. */
export const isValued = (conversion: ConversionKind) => !conversion.startsWith('lead.');
