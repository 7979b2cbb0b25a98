import { describe, expect, it } from '@jest/globals';
import { reportedAt, story } from '../story.fixture.spec.js';
import { toldApi } from '../told-api.fixture.spec.js';
import { ReconciliationAnswerSchema } from './reconciliation-answer.js';

const { answer, csv, errors, keyOf } = toldApi(story);

const reconcile = (query: string, key?: string) =>
  answer(`/v1/reconciliation?${query}`, ReconciliationAnswerSchema, key);
const quarter = 'from=2026-01-01&to=2026-05-01';

describe('GET /v1/reconciliation', () => {
  it('states for each month and model what the CRM says and where it went, the difference 0', async () => {
    const { periods, report } = await reconcile(`${quarter}&model=linear,lead_creation&asOf=${reportedAt}`);
    expect(report).toMatchObject({ period: 'month', asOf: reportedAt, timeZone: 'Europe/Berlin' });
    expect(periods.map(({ period }) => period)).toEqual(['2026-01', '2026-02', '2026-03', '2026-04']);
    const march = periods[2]!;
    expect(march).toMatchObject({ from: '2026-02-28T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' });
    expect(march.models[0]).toMatchObject({
      ...{ model: 'linear', crmMinor: '12201', attributedMinor: '12001', unattributedMinor: '200' },
      ...{ differenceMinor: '0', crmConversions: 5, attributedConversions: 2, unattributedConversions: 3 },
    });
    expect(march.unconverted).toEqual([{ currency: 'USD', amountMinor: '700', conversions: 1 }]);
    expect(march.negatives).toEqual({ conversions: 1, valueMinor: '-300' });
    expect(march.noLonger).toEqual([]);
    for (const { models } of periods)
      for (const { differenceMinor, unattributed, unattributedMinor } of models) {
        expect(differenceMinor).toBe('0');
        const sum = unattributed.reduce((total, { amountMinor }) => total + BigInt(amountMinor), 0n);
        expect(sum.toString()).toBe(unattributedMinor);
      }
  });

  it('tells what is no conversion any more, and what moved away', async () => {
    const { periods } = await reconcile(`${quarter}&model=last`);
    expect(periods[2]!.noLonger).toEqual([
      { cause: 'date_changed', conversions: 1, lastMinor: '500', unconverted: 0 },
      { cause: 'reopened', conversions: 1, lastMinor: '2000', unconverted: 0 },
    ]);
    expect(periods[2]!.unconverted).toEqual([]);
    expect(periods[3]!.models[0]).toMatchObject({ crmMinor: '500', differenceMinor: '0' });
    expect(periods[3]!.noLonger).toEqual([]);
  });

  it.each([
    ['week', 18],
    ['quarter', 2],
    ['all', 1],
  ])('cuts the window by %s: the periods sum to the whole', async (period, count) => {
    const [{ periods }, whole] = await Promise.all([
      reconcile(`${quarter}&model=linear&period=${period}`),
      reconcile(`${quarter}&model=linear&period=all`),
    ]);
    expect(periods).toHaveLength(count);
    expect(periods[0]!.from).toBe(whole.periods[0]!.from);
    expect(periods.at(-1)!.to).toBe(whole.periods[0]!.to);
    const sum = periods.reduce((total, { models }) => total + BigInt(models[0]!.attributedMinor), 0n);
    expect(sum.toString()).toBe(whole.periods[0]!.models[0]!.attributedMinor);
  });

  it('is a row a figure as CSV', async () => {
    const text = await csv(`/v1/reconciliation?${quarter}&period=all&model=linear&asOf=${reportedAt}`);
    expect(text.split('\r\n')).toEqual([
      'period,model,line,reason,amountMinor,currency,conversions,asOf',
      `all,linear,crm,,12201,EUR,5,${reportedAt}`,
      `all,linear,attributed,,12001,EUR,2,${reportedAt}`,
      expect.stringMatching(/^all,linear,unattributed,/),
      expect.stringMatching(/^all,linear,unattributed,/),
      `all,linear,difference,,0,EUR,0,${reportedAt}`,
      `all,,unconverted,,700,USD,1,${reportedAt}`,
      `all,,negative,,-300,EUR,1,${reportedAt}`,
      '',
    ]);
  });

  it('has nothing of another workspace', async () => {
    const { periods } = await reconcile(`${quarter}&period=all`, await keyOf('other'));
    expect(periods[0]!.models[0]).toMatchObject({ crmMinor: '0', crmConversions: 0 });
  });

  it.each([
    [`${quarter}&period=day`, 'period', 'week, month, quarter, all'],
    ['from=2000-01-01&to=2026-01-01&period=week', 'period', 'at most 60'],
    [`${quarter}&model=influenced`, 'model', 'never sums'],
    [`${quarter}&groupBy=channel`, 'groupBy', 'allowed are from, to'],
    [`${quarter}&currency=USD`, 'currency', 'allowed is EUR, the workspace’s'],
    ['from=2026-01-01', 'to', 'missing'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/reconciliation?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
