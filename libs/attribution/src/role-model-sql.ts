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
 * who gets a unit more is found by counting: nothing is sorted, and there is little to do for a touch.
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

/** A remainder and its touch in one number, the earlier touch larger. */
const places = 2 ** 32;

/**
 * Arrays have one element a touch with roles. Written for few calls: a function costs ClickHouse more to plan than to
 * run on some thousand conversions.
 */
function severalRoles(of: Role[], parts: RoleParts): Omit<ModelSql, 'moments'> {
  const middle = parts.middle ?? 0;
  const ats = `[${of.map((role) => `toUInt64(${roleAt[role]})`).join(', ')}]`;
  const perRole = (expression: (at: string) => string) =>
    of.map((role) => `i = ${roleAt[role]}, ${expression(role)}`);
  return {
    steps: [
      [`${ats} AS $ats`],
      ['arrayFilter(x -> x > 0, arrayDistinct($ats)) AS $at'],
      [
        `arrayMap(x -> arraySum((p, y) -> p * (y = x), [${of.map((role) => parts[role]).join(', ')}], $ats), $at) AS $part`,
        'toUInt64(n - length($at)) AS $inner',
        // touches of the middle before each
        'arrayMap(x -> toInt64(x) - 1 - arrayCount(y -> y < x, $at), $at) AS $before',
      ],
      [`arraySum($part) + if($inner > 0, ${middle}, 0) AS $total`, 'greatest($inner, 1) AS $scale'],
      // shares are part x scale / (total x scale) for a role, middle / (total x scale) for a touch in the middle
      [
        'arrayMap(p -> intDiv(amount * p, $total), $part) AS $floors',
        `arrayMap((p, x) -> $scale * (amount * p % $total) * ${places} + (${places} - x), $part, $at) AS $keys`,
        `intDiv(amount * ${middle}, $total * $scale) AS $floor`,
        `amount * ${middle} % ($total * $scale) AS $remainder`,
        `${middle} / ($total * $scale) AS $share`,
        ...of.map((role, nth) => `$part[indexOf($at, $ats[${nth + 1}])] / $total AS $share_${role}`),
      ],
      ['toInt64(amount - $inner * $floor - arraySum($floors)) AS $rest'],
      // a touch gets one more if fewer than that come before it: largest remainders first, ties to the earliest
      [
        `arrayMap((k, b) -> arrayCount(j -> j > k, $keys)
          + multiIf($remainder > intDiv(k, ${places}), toInt64($inner), $remainder = intDiv(k, ${places}), b, 0) < $rest, $keys, $before) AS $more`,
      ],
      [
        '$rest - arraySum($more) AS $left',
        ...of.map(
          (role, nth) =>
            `arrayMap((f, m) -> f + m, $floors, $more)[indexOf($at, $ats[${nth + 1}])] AS $credit_${role}`,
        ),
      ],
      // in the middle the earliest get what is left: all up to this one
      ['$left + arrayCount(b -> b < $left, $before) AS $until'],
    ],
    credit: `multiIf(${perRole((role) => `$credit_${role}`).join(', ')}, $floor + (i <= $until))`,
    share: `multiIf(${perRole((role) => `$share_${role}`).join(', ')}, $share)`,
  };
}
