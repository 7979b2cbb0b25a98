import { customModelSql } from './custom-model-sql.js';
import { customModelOf, dayMs, type ModelOptions, type Model } from './models.js';
import { isRoleModel, roleModels } from './role-models.js';
import { roleModelSql } from './role-model-sql.js';
import { markovSql, shapleySql } from './learned-sql.js';
import { timeDecaySql } from './time-decay-sql.js';

/**
 * A model in ClickHouse. Per conversion it sees `amount` (UInt64, the absolute value), `n` touches, `touch_ms` and the
 * arrays it names; per touch `i` (1 = earliest) besides. Credit is whole minor units that sum to `amount`. In a name `$`
 * stands for what tells the model's columns and parameters from those of others.
 */
export interface ModelSql {
  /** Arrays of the journey that it looks at, beside `touch_ms`. */
  arrays?: readonly ('touch_channel' | 'touch_interaction')[];
  /** Roles of moments that it looks at, as `lead_at_touch` and `opp_at_touch`: 1 = earliest touch, 0 = none. */
  moments?: readonly ('lead' | 'opp')[];
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

export function modelSqlOf(model: Model, options: ModelOptions): ModelSql {
  if (isRoleModel(model)) return roleModelSql(roleModels[model]);
  switch (model) {
    case 'last_non_direct':
      return {
        arrays: ['touch_channel'],
        steps: [
          [`arrayLastIndex(c -> c != 'direct', touch_channel) AS $known`],
          ['if($known = 0, n, $known) AS $chosen'],
        ],
        credit: 'if(i = $chosen, amount, 0)',
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
