import { customTouchWeights, customWeights, type CustomModel } from './custom-model.js';
import {
  isRoleModel,
  roleModels,
  rolesOfTouches,
  roleWeights,
  type Role,
  type RoleParts,
} from './role-models.js';
import { shapleyWeights } from './shapley.js';
import { splitByLargestRemainder } from './split.js';
import { decayWeights } from './time-decay.js';
import { ratio, sumOf } from './whole-numbers.js';

/** Models that split a conversion's value over its touches. */
export const models = [
  'first',
  'last',
  'lead_creation',
  'last_non_direct',
  'linear',
  'time_decay',
  'u_shaped',
  'u_lead',
  'w_shaped',
  'full_path',
  'j_shaped',
  'inverse_j',
  'markov',
  'shapley',
] as const;

/** A model that splits values: one of the list, the one given in the request, or a published one by its name. */
export type Model = (typeof models)[number] | 'custom' | `custom:${string}`;

/** What a model looks at of a touch. */
export interface ModelTouch {
  /** Epoch milliseconds. */
  at: number;
  channel: string;
  interaction: string;
}

/** A conversion's journey as models see it. */
export interface ModelJourney {
  /** Touches that may get credit, in journey order, oldest first; at least one. */
  touches: readonly ModelTouch[];
  /** Creation of the lead and of the opportunity, epoch milliseconds; null: none, or not known. */
  leadAt: number | null;
  oppAt: number | null;
}

/** Whole-number weights of channels, learned from the journeys of a report. */
export type ChannelWeights = ReadonlyMap<string, bigint>;

export interface ModelOptions {
  halfLifeDays: number;
  /** Custom models by the name reports ask for them by: `custom`, `custom:<name>`. */
  customModels: ReadonlyMap<string, CustomModel>;
  /** `markov` cannot do without; without those of `shapley`, it splits evenly over channels. */
  channelWeights: Partial<Record<'markov' | 'shapley', ChannelWeights>>;
}

/** What a model gives a touch; its exact share is `weight` over `totalWeight` of the journey. */
export interface TouchCredit {
  /** Roles of the model that the touch has. None: it is in the middle, or the model knows no roles. */
  roles: Role[];
  weight: bigint;
  /** The same share as a number, to 16 digits. */
  share: number;
  creditMinor: bigint;
}

export type JourneyCredit =
  | { touches: TouchCredit[]; totalWeight: bigint }
  /** No touch of the journey has what the model asks for. */
  | { reason: 'no_role_touch' };

export const dayMs = 86_400_000;

/**
 * Credit of each touch of a journey in whole minor units that sum to the amount exactly; a refund mirrors the split of
 * its positive. The reference implementation: ClickHouse computes the same in SQL, the two are tested to agree.
 */
export function creditOf(
  model: Model,
  journey: ModelJourney,
  amountMinor: bigint,
  options: ModelOptions,
): JourneyCredit {
  const weights = weightsOf(model, journey, options);
  const totalWeight = sumOf(weights);
  if (totalWeight === 0n) return { reason: 'no_role_touch' };
  const credit = splitByLargestRemainder(amountMinor, weights);
  const touchRoles = rolesOfTouches(partsOf(model, options), journey);
  return {
    totalWeight,
    touches: weights.map((weight, at) => ({
      roles: touchRoles[at]!,
      weight,
      share: ratio(weight, totalWeight),
      creditMinor: credit[at]!,
    })),
  };
}

/** Exact whole-number weights: a touch's share is its weight over the sum of all. All 0: nobody has credit. */
export function weightsOf(model: Model, journey: ModelJourney, options: ModelOptions): bigint[] {
  const { touches } = journey;
  if (isRoleModel(model)) return roleWeights(roleModels[model], journey);
  switch (model) {
    case 'last_non_direct': {
      const known = touches.findLastIndex((touch) => touch.channel !== 'direct');
      const chosen = known >= 0 ? known : touches.length - 1;
      return touches.map((_, at) => (at === chosen ? 1n : 0n));
    }
    case 'time_decay':
      return decayWeights(touches, options.halfLifeDays);
    case 'markov': {
      const learned = options.channelWeights.markov;
      if (!learned) throw new Error('markov has no learned channel weights');
      return touches.map(({ channel }) => learned.get(channel) ?? 0n);
    }
    case 'shapley':
      return shapleyWeights(touches, options.channelWeights.shapley);
    default:
      return customTouchWeights(customModelOf(model, options.customModels), journey);
  }
}

/** @throws Error for a custom model that is not among them: a request is checked before */
export function customModelOf(model: string, customModels: ReadonlyMap<string, CustomModel>): CustomModel {
  const custom = customModels.get(model);
  if (!custom) throw new Error(`there is no model ${model}`);
  return custom;
}

/** Parts of the roles of a model; none for one that knows no roles. */
function partsOf(model: Model, { customModels }: ModelOptions): RoleParts<number | bigint> {
  if (isRoleModel(model)) return roleModels[model];
  const custom = customModels.get(model);
  return custom ? customWeights(custom).parts : {};
}
