import { customModelSql } from './custom-model-sql.js';
import { customModelOf, dayMs, type ModelOptions, type Model } from './models.js';
import { isRoleModel } from './role-models.js';
import { roleModelSql } from './role-model-sql.js';
import { markovSql, shapleySql } from './learned-sql.js';
import { timeDecaySql } from './time-decay-sql.js';

/**
 * A model in ClickHouse. Per conversion it sees `amount` (UInt64, the absolute value), `sign` (1 or -1), `minor` (both in
 * one), `n` touches and the arrays it names, with `touch_ms` where it needs moments; per touch `i` (1 = earliest) besides. Credit is signed whole
 * minor units that sum to `minor`. In a name `$` stands for what tells the model's columns and parameters from those of
 * others. What can be said of a conversion is no expression of a touch: there are fifty touches to a conversion.
 */
export interface ModelSql {
  /** Arrays of the journey that it looks at. */
  arrays?: readonly ('touch_channel' | 'touch_interaction')[];
  /** Roles of moments that it looks at, as `lead_at_touch` and `opp_at_touch`: 1 = earliest touch, 0 = none. */
  moments?: readonly ('lead' | 'opp')[];
  /** Whether it looks at `touch_ms`. */
  needsMoments?: boolean;
  /** Columns computed once a conversion, each with its name; a step sees those of the steps before. */
  steps: readonly (readonly string[])[];
  /** Those of them that are arrays, one element a touch. */
  perTouch?: readonly string[];
  credit: string;
  share: string;
  /** True for a conversion of which no touch has what the model asks for. */
  lacks?: string;
  params?: Record<string, unknown>;
}

/** Any model but those of several roles, which `rolesTogether` counts for at once. */
export function modelSqlOf(model: Model, options: ModelOptions): ModelSql {
  if (isRoleModel(model)) return roleModelSql(model);
  switch (model) {
    case 'last_non_direct':
      return {
        arrays: ['touch_channel'],
        steps: [
          [`arrayLastIndex(c -> c != 'direct', touch_channel) AS $known`],
          ['if($known = 0, n, $known) AS $chosen'],
        ],
        credit: 'if(i = $chosen, minor, 0)',
        share: 'i = $chosen',
      };
    case 'time_decay':
      return timeDecaySql(options.halfLifeDays * dayMs);
    case 'markov':
      return markovSql(options.channelWeights.markov ?? new Map());
    case 'shapley':
      return shapleySql(options.channelWeights.shapley);
    default:
      return customModelSql(customModelOf(model, options.customModels));
  }
}
