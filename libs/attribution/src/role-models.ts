import type { ModelJourney } from './models.js';

/** Touches that stand out in a journey: its first, those of the lead and of the opportunity, its last. */
export const roles = ['first', 'lead', 'opp', 'last'] as const;
export type Role = (typeof roles)[number];

/** Parts of each role, and of all touches without a role together; what is not named is 0 and no role of the model. */
export type RoleParts<Part = number> = Partial<Record<Role | 'middle', Part>>;

/** Every model that goes by roles, as the smallest whole numbers with the ratios of its shares. */
export const roleModels = {
  first: { first: 1 },
  last: { last: 1 },
  lead_creation: { lead: 1 },
  linear: { middle: 1 },
  u_shaped: { first: 2, last: 2, middle: 1 },
  u_lead: { first: 2, lead: 2, middle: 1 },
  w_shaped: { first: 3, lead: 3, opp: 3, middle: 1 },
  full_path: { first: 9, lead: 9, opp: 9, last: 9, middle: 4 },
  j_shaped: { first: 1, last: 3, middle: 1 },
  inverse_j: { first: 3, last: 1, middle: 1 },
} as const satisfies Record<string, RoleParts>;
export type RoleModel = keyof typeof roleModels;

export const isRoleModel = (model: string): model is RoleModel => Object.hasOwn(roleModels, model);

/** The roles a model gives a part to. */
export const rolesOfParts = (parts: RoleParts<unknown>) => roles.filter((role) => parts[role]);

/** Index of the touch that has a role; -1: none has it. The role of a moment goes to the last touch at or before it. */
function touchOf(role: Role, { touches, leadAt, oppAt }: ModelJourney): number {
  if (role === 'first') return 0;
  if (role === 'last') return touches.length - 1;
  const moment = role === 'lead' ? leadAt : oppAt;
  return moment === null ? -1 : touches.findLastIndex((touch) => touch.at <= moment);
}

/** Roles of each touch in a model; a touch without one is in the middle. */
export function rolesOfTouches(parts: RoleParts<unknown>, journey: ModelJourney): Role[][] {
  const touchRoles: Role[][] = journey.touches.map(() => []);
  for (const role of rolesOfParts(parts)) touchRoles[touchOf(role, journey)]?.push(role);
  return touchRoles;
}

/**
 * Weights by role: a touch with several has their sum, the middle shares its part evenly. Parts without a touch are left
 * out, as a share is a weight over the sum of all.
 */
export function roleWeights(parts: RoleParts<number | bigint>, journey: ModelJourney): bigint[] {
  const touchRoles = rolesOfTouches(parts, journey);
  const inMiddle = touchRoles.filter((of) => of.length === 0).length;
  const scale = BigInt(Math.max(inMiddle, 1));
  return touchRoles.map((of) =>
    of.length === 0
      ? BigInt(parts.middle ?? 0)
      : scale * of.reduce((sum, role) => sum + BigInt(parts[role] ?? 0), 0n),
  );
}
