import type { ModelSql } from './model-sql.js';
import { rolesOfParts, type Role, type RoleParts } from './role-models.js';

/** Where a role is in a journey, 1 = earliest, 0 = nowhere. */
export const roleAt: Record<Role, string> = {
  first: '1',
  lead: 'lead_at_touch',
  opp: 'opp_at_touch',
  last: 'n',
};

/**
 * A role model in ClickHouse. Touches with roles are four at most, and all others have one and the same remainder, so
 * who gets a unit more is found by counting: no sorting, no arrays, and little to do for a touch.
 */
export function roleModelSql(parts: RoleParts): ModelSql {
  const of = rolesOfParts(parts);
  const moments = of.filter((role) => role === 'lead' || role === 'opp');
  if (of.length === 0) return { steps: [], credit: 'intDiv(amount, n) + (i <= amount % n)', share: '1 / n' };
  if (of.length > 1 || parts.middle) return { moments, ...severalRoles(of, parts) };
  const at = roleAt[of[0]!];
  return {
    moments,
    steps: [],
    credit: `if(i = ${at}, amount, 0)`,
    share: `i = ${at}`,
    ...(moments.length > 0 && { lacks: `${at} = 0` }),
  };
}

/** Steps for one model; `$` in a name stands for what tells the model's columns from those of others. */
function severalRoles(of: Role[], parts: RoleParts): Omit<ModelSql, 'moments'> {
  const at = (role: Role) => roleAt[role];
  const sum = (terms: string[]) => terms.join(' + ') || '0';
  const each = (expression: (role: Role) => string) => of.map(expression);
  const others = (role: Role) => of.filter((other) => other !== role);
  const middle = parts.middle ?? 0;
  /** Of roles that coincide the one named first stands for the touch. */
  const owns = (role: Role) =>
    [
      `${at(role)} > 0`,
      ...of.slice(0, of.indexOf(role)).map((earlier) => `${at(earlier)} != ${at(role)}`),
    ].join(' AND ');
  const part = (role: Role) => sum(of.map((other) => `${parts[other]} * (${at(other)} = ${at(role)})`));
  return {
    steps: [
      each((role) => `${owns(role)} AS $owns_${role}`),
      [
        `toUInt64(n - (${sum(each((role) => `$owns_${role}`))})) AS $inner`,
        ...each((role) => `toUInt64(${part(role)}) AS $part_${role}`),
        `${sum(each((role) => `${parts[role]} * (${at(role)} > 0)`))} + if($inner > 0, ${middle}, 0) AS $total`,
        'greatest($inner, 1) AS $scale',
      ],
      // shares are part x scale / (total x scale) for a role, middle / (total x scale) for a touch in the middle
      [
        ...each((role) => `intDiv(amount * $part_${role}, $total) AS $floor_${role}`),
        ...each((role) => `$scale * (amount * $part_${role} % $total) AS $remainder_${role}`),
        ...each((role) => `$part_${role} / $total AS $share_${role}`),
        `intDiv(amount * ${middle}, $total * $scale) AS $floor`,
        `amount * ${middle} % ($total * $scale) AS $remainder`,
        `${middle} / ($total * $scale) AS $share`,
        // touches of the middle before this one
        ...each(
          (role) =>
            `toInt64(${at(role)}) - 1 - (${sum(others(role).map((other) => `($owns_${other} AND ${at(other)} < ${at(role)})`))}) AS $before_${role}`,
        ),
      ],
      [
        `toInt64(amount - $inner * $floor - (${sum(each((role) => `if($owns_${role}, $floor_${role}, 0)`))})) AS $rest`,
        // how many touches come first in the order of remainders, largest first, ties to the earliest
        ...each((role) => {
          const ahead = others(role).map(
            (other) =>
              `($owns_${other} AND ($remainder_${other} > $remainder_${role} OR ($remainder_${other} = $remainder_${role} AND ${at(other)} < ${at(role)})))`,
          );
          const inner = `multiIf($remainder > $remainder_${role}, toInt64($inner), $remainder = $remainder_${role}, $before_${role}, 0)`;
          return `${sum([...ahead, inner])} AS $ahead_${role}`;
        }),
      ],
      [
        ...each((role) => `($owns_${role} AND $ahead_${role} < $rest) AS $more_${role}`),
        ...each((role) => `$floor_${role} + $more_${role} AS $credit_${role}`),
        `$rest - (${sum(each((role) => `$more_${role}`))}) AS $left`,
      ],
      // the earliest touches of the middle get what is left: all up to this one
      [`$left + ${sum(each((role) => `($owns_${role} AND $before_${role} < $left)`))} AS $until`],
    ],
    credit: `multiIf(${each((role) => `i = ${at(role)}, $credit_${role}`).join(', ')}, $floor + (i <= $until))`,
    share: `multiIf(${each((role) => `i = ${at(role)}, $share_${role}`).join(', ')}, $share)`,
  };
}
