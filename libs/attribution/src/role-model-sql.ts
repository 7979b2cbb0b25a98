import type { ModelSql } from './model-sql.js';
import { roleModels, roles, rolesOfParts, type Role, type RoleModel, type RoleParts } from './role-models.js';

/** Where a role is in a journey, 1 = earliest, 0 = nowhere. */
export const roleAt: Record<Role, string> = {
  first: '1',
  lead: 'lead_at_touch',
  opp: 'opp_at_touch',
  last: 'n',
};

const partsOf = (model: RoleModel): RoleParts => roleModels[model];
const momentsOf = (of: readonly Role[]) => of.filter((role) => role === 'lead' || role === 'opp');

/** True for models of several roles, or of a role and the middle: `rolesTogether` counts for all of them at once. */
export function hasSeveralRoles(model: RoleModel): boolean {
  const of = rolesOfParts(partsOf(model));
  return of.length > 1 || (of.length === 1 && partsOf(model).middle !== undefined);
}

/** A model of one role, or of the middle alone. */
export function roleModelSql(model: RoleModel): ModelSql {
  const [role] = rolesOfParts(partsOf(model));
  if (!role)
    return {
      steps: [['sign * toInt64(intDiv(amount, n)) AS $floor', 'amount % n AS $until', '1 / n AS $share']],
      credit: '$floor + if(i <= $until, sign, 0)',
      share: '$share',
    };
  const at = roleAt[role];
  const moments = momentsOf([role]);
  return {
    moments,
    steps: [],
    credit: `if(i = ${at}, minor, 0)`,
    share: `i = ${at}`,
    ...(moments.length > 0 && { lacks: `${at} = 0` }),
  };
}

/** A remainder and its touch in one number, the earlier touch larger. */
const places = 2 ** 32;
const matrix = (rows: readonly (readonly number[])[]) =>
  `[${rows.map((row) => `[${row.join(', ')}]`).join(', ')}]`;

/**
 * Steps that count for all models of several roles at once: what is known of them are arrays with one element a model,
 * many with one element a role within, as functions cost ClickHouse more to plan than to run on some thousand
 * conversions. Touches with roles are four at most, and all others have one and the same remainder, so who gets a unit
 * more is found by counting: nothing is sorted, and there is little to do for a touch.
 *
 * The parts of roles that share a touch are with the first of them; all else is 0 for the others. Columns are named
 * `roles_...` for `severalRolesSql`.
 */
export function rolesTogether(models: readonly RoleModel[]): Pick<ModelSql, 'steps' | 'moments'> {
  const used = roles.filter((role) => models.some((model) => partsOf(model)[role]));
  const parts = matrix(models.map((model) => roles.map((role) => partsOf(model)[role] ?? 0)));
  const middles = `[${models.map((model) => partsOf(model).middle ?? 0).join(', ')}]`;
  return {
    moments: momentsOf(used),
    steps: [
      [`[${roles.map((role) => `toUInt64(${used.includes(role) ? roleAt[role] : 0})`).join(', ')}] AS $at`],
      [
        `arrayMap(p -> arrayMap((x, j) -> if(x > 0 AND indexOf(arrayMap((q, y) -> if(q > 0, y, 0), p, $at), x) = j,
          arraySum((q, y) -> q * (y = x), p, $at), 0), $at, [1, 2, 3, 4]), ${parts}) AS $part`,
      ],
      [
        'arrayMap(p -> toUInt64(n - arrayCount(q -> q > 0, p)), $part) AS $inner',
        // touches of the middle before each
        `arrayMap(p -> arrayMap((q, x) -> if(q > 0, toInt64(x) - 1 - arrayCount((r, y) -> r > 0 AND y < x, p, $at), ${places}),
          p, $at), $part) AS $before`,
      ],
      [
        `arrayMap((p, m, mid) -> arraySum(p) + if(m > 0, mid, 0), $part, $inner, ${middles}) AS $parts`,
        'arrayMap(m -> greatest(m, 1), $inner) AS $scale',
      ],
      // shares are part x scale / (parts x scale) for a role, middle / (parts x scale) for a touch in the middle
      [
        'arrayMap((p, t) -> arrayMap(q -> toInt64(intDiv(amount * q, t)), p), $part, $parts) AS $floor',
        `arrayMap((p, t, s) -> arrayMap((q, x) -> if(q > 0, s * (amount * q % t) * ${places} + (${places} - x), 0), p, $at),
          $part, $parts, $scale) AS $key`,
        `arrayMap((mid, t, s) -> toInt64(intDiv(amount * mid, t * s)), ${middles}, $parts, $scale) AS $least`,
        `arrayMap((mid, t, s) -> amount * mid % (t * s), ${middles}, $parts, $scale) AS $remainder`,
        `arrayMap((mid, t, s) -> mid / (t * s), ${middles}, $parts, $scale) AS $middle_share`,
      ],
      [
        'arrayMap((m, l, f) -> toInt64(amount) - toInt64(m) * l - arraySum(f), $inner, $least, $floor) AS $rest',
      ],
      // a touch gets one more if fewer than that come before it: largest remainders first, ties to the earliest
      [
        `arrayMap((ks, bs, r, m, free) -> arrayMap((k, b) -> k > 0 AND arrayCount(o -> o > k, ks)
          + multiIf(r > intDiv(k, ${places}), toInt64(m), r = intDiv(k, ${places}), b, 0) < free, ks, bs),
          $key, $before, $remainder, $inner, $rest) AS $more`,
      ],
      ['arrayMap((r, m) -> toInt64(r - arraySum(m)), $rest, $more) AS $left'],
      // in the middle the earliest get what is left: all up to this one
      ['arrayMap((l, bs) -> l + arrayCount(b -> b < l, bs), $left, $before) AS $until'],
      [
        `arrayMap((fs, ms, ks, l, u) -> arrayMap((f, m, k, x) -> if(k > 0, sign * (f + m - l - (toInt64(x) <= u)), 0), fs, ms, ks, $at),
          $floor, $more, $key, $least, $until) AS $credit`,
        'arrayMap((p, t, s) -> arrayMap(q -> if(q > 0, q / t - s, 0), p), $part, $parts, $middle_share) AS $share',
      ],
    ],
  };
}

/**
 * A model of several roles out of `rolesTogether`, where it is the nth (1 = first). A touch has what one in the middle
 * has, and for its roles the difference to that: sums are far cheaper than choosing for each touch.
 */
export function severalRolesSql(model: RoleModel, nth: number, { steps }: Pick<ModelSql, 'steps'>): ModelSql {
  const of = rolesOfParts(partsOf(model));
  const withRoles = (middle: string, difference: string) =>
    [middle, ...of.map((role) => `(i = ${roleAt[role]}) * $${difference}_${role}`)].join(' + ');
  return {
    moments: momentsOf(of),
    steps: [
      ...steps.map(() => []),
      [
        `sign * roles_least[${nth}] AS $floor`,
        `roles_until[${nth}] AS $until`,
        `roles_middle_share[${nth}] AS $share`,
        ...of.flatMap((role) => [
          `roles_credit[${nth}][${roles.indexOf(role) + 1}] AS $credit_${role}`,
          `roles_share[${nth}][${roles.indexOf(role) + 1}] AS $share_${role}`,
        ]),
      ],
    ],
    credit: withRoles('$floor + if(i <= $until, sign, 0)', 'credit'),
    share: withRoles('$share', 'share'),
  };
}
