import { customWeights, type CustomModel } from './custom-model.js';
import type { ModelSql } from './model-sql.js';
import { roleAt } from './role-model-sql.js';
import { rolesOfParts } from './role-models.js';
import { splitByWeights } from './split-sql.js';

/** Weight by role times multiplier of the interaction; all touches differ, so it is a split by sorting. */
export function customModelSql(model: CustomModel): ModelSql {
  const { parts, interactions, otherwise } = customWeights(model);
  const of = rolesOfParts(parts);
  const roleWeight = [...of.map((role) => `${parts[role]} * (j = ${roleAt[role]})`), '0'].join(' + ');
  return {
    ...splitByWeights,
    arrays: ['touch_interaction'],
    moments: of.filter((role) => role === 'lead' || role === 'opp'),
    params: {
      $interactions: [...interactions.keys(), ''],
      $multipliers: [...interactions.values(), otherwise].map(Number),
    },
    steps: [
      [`arrayMap(j -> toUInt64(${roleWeight}), arrayEnumerate(touch_interaction)) AS $role`],
      ['greatest(countEqual($role, 0), 1) AS $scale'],
      [
        `arrayMap((r, x) -> toUInt128(if(r = 0, ${parts.middle}, r * $scale))
          * transform(x, {$interactions:Array(String)}, {$multipliers:Array(UInt64)}, toUInt64(${otherwise})), $role, touch_interaction) AS $weight`,
      ],
      ...splitByWeights.steps,
    ],
    lacks: '$sum = 0',
  };
}
