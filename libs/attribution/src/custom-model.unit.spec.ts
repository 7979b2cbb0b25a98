import { describe, expect, it } from '@jest/globals';
import { creditNumbers, dailyJourney, modelOptions } from '../../../tests/support/model-journeys.js';
import { CustomModelSchema, type ModelJourney } from './index.js';

const credit = (model: unknown, journey: ModelJourney, amountMinor: number) =>
  creditNumbers('custom', journey, amountMinor, {
    ...modelOptions,
    customModels: new Map([['custom', CustomModelSchema.parse(model)]]),
  });
const interactions = (journey: ModelJourney, ...names: string[]): ModelJourney => ({
  ...journey,
  touches: journey.touches.map((touch, at) => ({ ...touch, interaction: names[at]! })),
});
const three = dailyJourney(['a', 'b', 'c']);

describe('a custom model', () => {
  it('weighs roles, the middle shared, as other role models do', () => {
    expect(
      credit({ roles: { first: 0.4, last: 0.4, middle: 0.2 } }, dailyJourney(['a', 'b', 'c', 'd']), 1000),
    ).toEqual([400, 100, 100, 400]);
    expect(credit({ roles: { first: '33.333333', lead: 66.666666 } }, { ...three, leadAt: 0 }, 7)).toEqual([
      7, 0, 0,
    ]);
  });

  it('multiplies by the interaction, then normalises', () => {
    const journey = interactions(three, 'page_view', 'demo', 'call');
    // 1 x 1, 1 x 3, 1 x 0.5 of 4.5
    expect(credit({ roles: { middle: 1 }, interactions: { demo: 3, call: '0.5' } }, journey, 900)).toEqual([
      200, 600, 100,
    ]);
    expect(credit({ roles: { first: 1, middle: 1 }, interactions: { page_view: 0 } }, journey, 10)).toEqual([
      0, 5, 5,
    ]);
  });

  it('gives nothing where all weights are 0', () => {
    const journey = interactions(three, 'call', 'call', 'call');
    expect(credit({ roles: { lead: 1 } }, journey, 10)).toBe('no_role_touch');
    expect(credit({ roles: { middle: 1 }, interactions: { call: 0 } }, journey, 10)).toBe('no_role_touch');
  });

  it.each([
    [{ roles: { first: -1 } }, /a number from 0 to 100 with at most 6 decimals/],
    [{ roles: { first: 101 } }, /a number from 0 to 100/],
    [{ roles: { first: '0.1234567' } }, /at most 6 decimals/],
    [{ roles: { first: 1e-7 } }, /at most 6 decimals/],
    [{ roles: { first: NaN } }, /a number from 0 to 100/],
    [{ roles: { first: 'x' } }, /a number from 0 to 100/],
    [{ roles: { first: 0, middle: '0.0' } }, /one weight is above 0/],
    [{ roles: {} }, /one weight is above 0/],
    [{ roles: { best: 1 } }, /no such role: best; allowed are first, lead, opp, last, middle/],
    [{ roles: { first: 1 }, interactions: { call: -1 } }, /a number from 0 to 100/],
    [{ roles: { first: 1 }, name: 'Our model' }, /a name has/],
    [{}, /./],
  ])('refuses %j', (model, message) => {
    const messages = CustomModelSchema.safeParse(model).error?.issues.map((issue) => issue.message) ?? [];
    expect(messages.join('; ')).toMatch(message);
  });
});
