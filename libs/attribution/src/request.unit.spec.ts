import { describe, expect, it } from '@jest/globals';
import {
  AttributionAnswerSchema,
  attributionExample,
  AttributionRequest,
  CustomModelSchema,
  parametersOf,
} from './index.js';

const window = { from: '2026-01-01', to: '2026-04-01' };
const context = { workspace: 'acme', currency: 'EUR', timeZone: 'Europe/Berlin', position: 90 };
const problems = (request: Record<string, unknown>) =>
  AttributionRequest.safeParse({ ...window, ...request }).error?.issues.map((issue) => issue.message) ?? [];

describe('an attribution request', () => {
  it('fills in the defaults and reads bare days in the workspace’s zone', () => {
    expect(parametersOf(AttributionRequest.parse(window), context)).toEqual({
      parameters: {
        ...{ workspace: 'acme', currency: 'EUR', timeZone: 'Europe/Berlin', asOf: 90 },
        ...{ from: Date.UTC(2025, 11, 31, 23), to: Date.UTC(2026, 2, 31, 22) },
        ...{
          models: ['linear'],
          groupBy: ['channel'],
          conversion: 'deal.won',
          lookbackDays: 90,
          scope: 'account',
        },
        ...{ touchScope: 'marketing', countViews: false, halfLifeDays: 7, value: 'latest' },
        ...{ valueFunction: 'revenue', details: false, filters: {}, customModels: new Map() },
      },
    });
  });

  it('takes lists repeated and with commas, numbers and switches as text', () => {
    const request = AttributionRequest.parse({
      ...window,
      model: ['first,last', 'linear', 'first'],
      groupBy: 'channel, month',
      lookbackDays: 'none',
      halfLifeDays: '0.5',
      countViews: 'true',
      asOf: '12',
    });
    expect(request).toMatchObject({
      ...{ model: ['first', 'last', 'linear'], groupBy: ['channel', 'month'], lookbackDays: 'none' },
      ...{ halfLifeDays: 0.5, countViews: true, asOf: 12 },
    });
    expect(parametersOf(request, context)).toMatchObject({ parameters: { lookbackDays: null, asOf: 12 } });
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ modle: 'first' }, /unknown parameter modle: allowed are model, groupBy, from/],
    [
      { model: 'best' },
      /allowed are first, last, lead_creation, .*shapley, influenced, custom, custom:<name>/,
    ],
    [{ groupBy: 'colour' }, /allowed are channel, campaign, .*segment, owner, pipeline, month, week/],
    [{ conversion: 'deal.lost' }, /allowed are lead.created, .*deal.won/],
    [{ scope: 'all' }, /allowed are account, contacts, primary/],
    [{ touchScope: 'both' }, /allowed are marketing, sales, all/],
    [{ value: 'first' }, /allowed are latest, at_conversion/],
    [{ countViews: 'yes' }, /allowed are true, false/],
    [{ halfLifeDays: '0' }, /halfLifeDays is above 0/],
    [{ halfLifeDays: 'x' }, /halfLifeDays is a number of days/],
    [{ lookbackDays: '-1' }, /lookbackDays is above 0/],
    [{ lookbackDays: '0x10' }, /a number of days/],
    [{ halfLifeDays: '1e2' }, /halfLifeDays is a number of days/],
    [{ lookbackDays: 'all' }, /a number of days above 0, or none/],
    [{ asOf: '1.5' }, /asOf is a log position/],
    [{ from: 'yesterday' }, /./],
    [{ valueFunction: 'clicks' }, /allowed are revenue, conversion_rate/],
    [{ month: '2026-13' }, /a month is YYYY-MM/],
    [{ touch_week: '2026-01' }, /YYYY-Www/],
    [{ customModel: '{' }, /is not JSON/],
    [{ customModel: '{"roles":{"first":0}}' }, /one weight is above 0/],
  ])('refuses %j, naming what is allowed', (request, message) => {
    expect(problems(request)).toEqual([expect.stringMatching(message)]);
  });

  it('refuses a window that ends before it starts, and the future', () => {
    const of = (more: Record<string, unknown>) =>
      parametersOf(AttributionRequest.parse({ ...window, ...more }), context);
    expect(of({ to: '2025-12-31' })).toEqual({ problem: expect.stringMatching(/before it starts/) });
    expect(of({ to: '2026-01-01' })).toEqual({ problem: expect.stringMatching(/is empty: its end is out/) });
    expect(of({ asOf: '91' })).toEqual({ problem: expect.stringMatching(/newest position is 90/) });
  });

  it('takes filters as lists, and a comma of a label’s own escaped', () => {
    const request = AttributionRequest.parse({
      ...window,
      channel: 'email,webinar',
      campaign: ['a\\, b', '(none)'],
      month: '2026-01',
    });
    expect(parametersOf(request, context)).toMatchObject({
      parameters: {
        filters: { channel: ['email', 'webinar'], campaign: ['a, b', '(none)'], month: ['2026-01'] },
      },
    });
  });

  it('takes custom models from the request and from the published ones', () => {
    const given = '{"roles":{"first":1}}';
    const customModels = new Map([['ours', CustomModelSchema.parse({ roles: { last: 1 }, name: 'ours' })]]);
    const of = (more: Record<string, unknown>) =>
      parametersOf(AttributionRequest.parse({ ...window, ...more }), { ...context, customModels });
    expect(of({ model: 'custom,custom:ours', customModel: given })).toMatchObject({
      parameters: {
        models: ['custom', 'custom:ours'],
        customModels: new Map([
          ['custom', CustomModelSchema.parse(JSON.parse(given))],
          ['custom:ours', customModels.get('ours')!],
        ]),
      },
    });
    expect(of({ model: 'custom' })).toEqual({ problem: expect.stringMatching(/needs customModel/) });
    expect(of({ customModel: given })).toEqual({ problem: expect.stringMatching(/does not name custom/) });
    expect(of({ model: 'custom:theirs' })).toEqual({
      problem: 'no custom model theirs is published; published are: ours',
    });
  });

  it('shows an example that is a valid answer', () => {
    expect(AttributionAnswerSchema.parse(attributionExample)).toEqual(attributionExample);
  });
});
