import {
  creditOf,
  CustomModelSchema,
  dayMs,
  type Model,
  type ModelJourney,
  type ModelOptions,
  models,
  type ModelTouch,
} from '@touchstone/attribution';
import fc from 'fast-check';

/** One touch a day through these channels, the first at time 0. */
export const dailyTouches = (...channels: string[]): ModelTouch[] =>
  channels.map((channel, at) => ({ at: at * dayMs, channel, interaction: 'form_submit' }));

/** The journey of `dailyTouches`, without lead and opportunity; name what is to differ. */
export const dailyJourney = (channels: string[], more: Partial<ModelJourney> = {}): ModelJourney => ({
  touches: dailyTouches(...channels),
  leadAt: null,
  oppAt: null,
  ...more,
});

/** Options with a weight learned for every channel of `anyJourney`, and a custom model of all roles. */
export const modelOptions: ModelOptions = {
  halfLifeDays: 7,
  customModels: new Map([
    [
      'custom',
      CustomModelSchema.parse({
        roles: { first: 0.3, lead: '0.125', last: 0.5, middle: 0.2 },
        interactions: { call: 2, form_submit: 0.5 },
      }),
    ],
  ]),
  channelWeights: {
    markov: new Map([
      ['direct', 5n],
      ['email', 2n ** 43n],
      ['call', 3n ** 20n],
    ]),
  },
};

/** Every model there is, and the custom one of `modelOptions`. */
export const everyModel: Model[] = [...models, 'custom'];

/** Journeys of one to forty touches, many at the same moment, leads and opportunities anywhere or nowhere. */
export const anyJourney: fc.Arbitrary<ModelJourney> = fc
  .record({
    touches: fc.array(
      fc.record({
        at: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 4000 * dayMs })),
        channel: fc.constantFrom('direct', 'email', 'call'),
        interaction: fc.constantFrom('call', 'form_submit', 'chat'),
      }),
      { minLength: 1, maxLength: 40 },
    ),
    leadAt: fc.option(fc.integer({ min: -2, max: 4000 * dayMs })),
    oppAt: fc.option(fc.integer({ min: -2, max: 7 })),
  })
  .map(({ touches, ...moments }) => ({ ...moments, touches: touches.sort((a, b) => a.at - b.at) }));

/** Credit of each touch, or the reason why there is none. */
export function creditNumbers(
  model: Model,
  journey: ModelJourney,
  amountMinor: number,
  options: ModelOptions = modelOptions,
): number[] | string {
  const credit = creditOf(model, journey, BigInt(amountMinor), options);
  return 'reason' in credit ? credit.reason : credit.touches.map((touch) => Number(touch.creditMinor));
}
