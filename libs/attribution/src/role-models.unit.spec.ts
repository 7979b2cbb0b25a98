import { describe, expect, it } from '@jest/globals';
import { creditNumbers, dailyJourney, modelOptions } from '../../../tests/support/model-journeys.js';
import { creditOf, dayMs, type Model, type ModelJourney } from './index.js';

const five = ['a', 'b', 'c', 'd', 'e'];
/** Days after the first touch at which lead and opportunity were created. */
const at = (lead: number | null, opp: number | null): Partial<ModelJourney> => ({
  leadAt: lead === null ? null : lead * dayMs,
  oppAt: opp === null ? null : opp * dayMs,
});

describe('role models, worked by hand', () => {
  it.each<[Model, number, Partial<ModelJourney>, number, number[] | string]>([
    ['first', 3, at(1, 1), 9, [9, 0, 0]],
    ['last', 3, at(1, 1), 9, [0, 0, 9]],
    // the lead's touch is the last at or before its creation, that moment in
    ['lead_creation', 3, at(1, null), 9, [0, 9, 0]],
    ['lead_creation', 3, at(1.9, null), 9, [0, 9, 0]],
    ['lead_creation', 3, at(50, null), 9, [0, 0, 9]],
    ['lead_creation', 3, at(-1, null), 9, 'no_role_touch'],
    ['lead_creation', 3, at(null, 1), 9, 'no_role_touch'],
    ['u_shaped', 1, {}, 10, [10]],
    ['u_shaped', 2, {}, 11, [6, 5]],
    ['u_shaped', 4, {}, 1000, [400, 100, 100, 400]],
    ['u_shaped', 4, {}, 1, [1, 0, 0, 0]],
    ['u_shaped', 3, {}, 3, [1, 1, 1]], // exact 1.2 .6 1.2: the middle has the largest remainder
    ['u_lead', 5, at(2, null), 1000, [400, 67, 400, 67, 66]],
    ['u_lead', 3, at(0, null), 100, [80, 10, 10]], // lead and first coincide: .4 + .4
    ['u_lead', 3, at(null, null), 90, [60, 15, 15]], // no lead: .4 and .2 of .6
    ['u_lead', 2, at(1, null), 100, [50, 50]], // no middle
    ['w_shaped', 5, at(1, 3), 1000, [300, 300, 50, 300, 50]], // later touches than the opportunity's are middle
    ['w_shaped', 5, at(1, 1), 1000, [300, 600, 34, 33, 33]],
    ['w_shaped', 5, at(0, 0), 1000, [900, 25, 25, 25, 25]],
    ['w_shaped', 3, at(1, 2), 9, [3, 3, 3]], // no middle: thirds
    ['w_shaped', 3, at(-1, 1), 70, [30, 30, 10]], // no lead: .3 .3 .1 of .7
    ['w_shaped', 3, at(null, null), 400, [300, 50, 50]],
    ['full_path', 5, at(1, 3), 2000, [450, 450, 200, 450, 450]],
    ['full_path', 5, at(1, 4), 4000, [900, 900, 200, 200, 1800]],
    ['full_path', 4, at(1, 2), 1000, [250, 250, 250, 250]],
    ['full_path', 2, at(null, null), 11, [6, 5]],
    ['full_path', 3, at(null, null), 2200, [900, 400, 900]], // .225 .1 .225 of .55
    ['j_shaped', 1, {}, 10, [10]],
    ['j_shaped', 2, {}, 1000, [250, 750]],
    ['j_shaped', 4, {}, 1000, [200, 100, 100, 600]],
    ['inverse_j', 2, {}, 1000, [750, 250]],
    ['inverse_j', 4, {}, 1000, [600, 100, 100, 200]],
    ['linear', 3, at(0, 1), 10, [4, 3, 3]],
  ])('%s of %i touches %j: %i is %j', (model, touches, moments, amountMinor, credit) => {
    expect(creditNumbers(model, dailyJourney(five.slice(0, touches), moments), amountMinor)).toEqual(credit);
  });

  it('the role of a moment goes to the last of the touches at that moment', () => {
    const journey = dailyJourney(['a', 'b', 'c'], at(0, null));
    const same = { ...journey, touches: journey.touches.map((touch) => ({ ...touch, at: 0 })) };
    expect(creditNumbers('lead_creation', same, 9)).toEqual([0, 0, 9]);
  });

  it('says the roles of each touch that the model knows', () => {
    const journey = dailyJourney(['a', 'b', 'c'], at(2, 2));
    const rolesOf = (model: Model) => {
      const credit = creditOf(model, journey, 9n, modelOptions);
      return 'touches' in credit && credit.touches.map((touch) => touch.roles);
    };
    expect(rolesOf('w_shaped')).toEqual([['first'], [], ['lead', 'opp']]);
    expect(rolesOf('full_path')).toEqual([['first'], [], ['lead', 'opp', 'last']]);
    expect(rolesOf('u_shaped')).toEqual([['first'], [], ['last']]);
    expect(rolesOf('linear')).toEqual([[], [], []]);
    expect(rolesOf('time_decay')).toEqual([[], [], []]);
  });
});
