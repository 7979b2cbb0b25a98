import { z } from 'zod';
import type { ModelJourney } from './models.js';
import { roles, roleWeights, type RoleParts } from './role-models.js';
import { greatestDivisor } from './whole-numbers.js';

const rule = 'a number from 0 to 100 with at most 6 decimals';

/** A weight as it was written: no float holds it. */
const decimal = z
  .union([z.number(rule), z.string(rule)], rule)
  .transform(String)
  .pipe(z.string().regex(/^(100(\.0{1,6})?|\d{1,2}(\.\d{1,6})?)$/, rule))
  .meta({ description: `A weight: ${rule}.`, examples: ['0.4'] });

const weight = decimal.default('0');

/** A model of the workspace's own: weights by role, multiplied by what a touch's interaction counts. */
export const CustomModelSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'a name has up to 63 of a-z, 0-9, _ and -')
      .default('custom')
      .meta({ description: 'Name that reports ask for it by, as `custom:<name>`.' }),
    roles: z
      .strictObject(
        { first: weight, lead: weight, opp: weight, last: weight, middle: weight },
        {
          error: (issue) =>
            issue.code === 'unrecognized_keys'
              ? `no such role: ${issue.keys.join(', ')}; allowed are ${roles.join(', ')}, middle`
              : undefined,
        },
      )
      .refine((parts) => Object.values(parts).some((part) => Number(part) > 0), 'one weight is above 0')
      .meta({
        description:
          'Weight of each role, and of the middle, which its touches share. What weighs 0 is no role of the model. Weights that nobody has are left out, the others keep their ratios.',
      }),
    interactions: z
      .record(z.string(), decimal)
      .default({})
      .meta({
        description: 'What a touch is multiplied by for its interaction; 1 where it is not named.',
        examples: [{ demo: '2', email_click: '0.5' }],
      }),
  })
  .meta({ description: 'Weights by role and multipliers by interaction.' });
export type CustomModel = z.output<typeof CustomModelSchema>;

/** The whole numbers of a custom model, as small as their ratios allow. */
export interface CustomWeights {
  parts: Required<RoleParts<bigint>>;
  /** Multipliers of the named interactions. */
  interactions: ReadonlyMap<string, bigint>;
  /** Multiplier of all others. */
  otherwise: bigint;
}

/** A decimal in millionths. */
function millionths(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(6, '0'));
}

const reduced = (numbers: bigint[]) => {
  const by = numbers.reduce(greatestDivisor, 0n) || 1n;
  return numbers.map((number) => number / by);
};

export function customWeights({ roles: of, interactions }: CustomModel): CustomWeights {
  const [first, lead, opp, last, middle] = reduced(
    [of.first, of.lead, of.opp, of.last, of.middle].map(millionths),
  ) as [bigint, bigint, bigint, bigint, bigint];
  const [otherwise, ...multipliers] = reduced(['1', ...Object.values(interactions)].map(millionths));
  return {
    parts: { first, lead, opp, last, middle },
    interactions: new Map(Object.keys(interactions).map((name, at) => [name, multipliers[at]!])),
    otherwise: otherwise!,
  };
}

/** Weight of each touch: that of its roles times the multiplier of its interaction; all may be 0. */
export function customTouchWeights(model: CustomModel, journey: ModelJourney): bigint[] {
  const { parts, interactions, otherwise } = customWeights(model);
  return roleWeights(parts, journey).map(
    (roleWeight, at) => roleWeight * (interactions.get(journey.touches[at]!.interaction) ?? otherwise),
  );
}
