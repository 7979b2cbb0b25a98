import type { ConversionKind } from '@touchstone/timeline';
import type { CustomModel } from './custom-model.js';
import type { Dimension, Filters } from './dimensions.js';
import { models, type Model } from './models.js';

/** Models of the list that a report answers: those that split values, and `influenced`, which never sums. */
export const reportModels = [...models, 'influenced'] as const;
export type ReportModel = Model | 'influenced';

export const scopes = ['account', 'contacts', 'primary'] as const;
export const touchScopes = ['marketing', 'sales', 'all'] as const;
export const values = ['latest', 'at_conversion'] as const;
export const valueFunctions = ['revenue', 'conversion_rate'] as const;

/** Everything an attribution report depends on, all of it decided. */
export interface AttributionParameters {
  workspace: string;
  models: readonly ReportModel[];
  /** Custom models by the name `models` has for them: `custom`, `custom:<name>`. */
  customModels: ReadonlyMap<string, CustomModel>;
  groupBy: readonly Dimension[];
  /** Those on conversions choose the conversions; those on touches the rows, of credit from whole journeys. */
  filters: Filters;
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
  /** What `shapley` shares out: the conversions' value, or the rate at which journeys convert. */
  valueFunction: (typeof valueFunctions)[number];
  value: (typeof values)[number];
  /** Log position as of which the answer is true. */
  asOf: number;
  /** Currency of the report, ISO 4217. */
  currency: string;
  /** IANA zone whose calendar months and weeks are meant. */
  timeZone: string;
  /** Whether the answer shows what learned shares came from. */
  details: boolean;
}

/** Conversions that have an amount; the others are only counted. */
export const isValued = (conversion: ConversionKind) => !conversion.startsWith('lead.');
