import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import fc from 'fast-check';
import { plainAcquisition, type PlainModel } from '../../../../tests/support/plain-acquisition.js';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import type { AcquisitionAnswer } from './acquisition-answer.js';

const channel = fc.constantFrom('webinar', 'email', 'paid-search', 'event');
const day = fc
  .integer({ min: 0, max: 150 })
  .map((nth) => new Date(Date.UTC(2025, 11, 1 + nth)).toISOString());
const company = fc.integer({ min: 0, max: 5 }).map((nth) => `c${nth}.example`);
const event = (type: string, data: fc.Arbitrary<object>, time = day) =>
  fc.record({ type: fc.constant(type), time, data });
const money = (currencies: string[]) =>
  fc.record({
    amountMinor: fc.integer({ min: 1, max: 5_000_000 }),
    currency: fc.constantFrom(...currencies),
  });

const touches = event(
  'touchpoint.recorded.v1',
  fc.record({
    interaction: fc.constant('form_submit'),
    person: company.map((domain) => ({ email: `buyer@${domain}` })),
    channel,
  }),
);
const deals = event(
  'deal.won.v1',
  fc.record({
    dealId: fc.uuid(),
    account: fc.integer({ min: 0, max: 7 }).map((nth) => ({ domain: `c${nth}.example` })),
    amount: money(['EUR', 'EUR', 'SEK']),
  }),
);
const spend = day.chain((at) =>
  event(
    'spend.recorded.v1',
    fc.record(
      {
        platform: fc.constantFrom('a', 'b'),
        campaign: fc.constantFrom('x', 'y', 'z'),
        day: fc.constant(at.slice(0, 10)),
        kind: fc.constantFrom('media', 'media', 'media', 'tools', 'people'),
        cost: money(['EUR', 'EUR', 'USD', 'CHF']),
        channel,
      },
      { requiredKeys: ['platform', 'campaign', 'day', 'kind', 'cost'] },
    ),
    fc.constant(at),
  ),
);
const rates = event(
  'fx.rate_set.v1',
  fc.record({
    ...{ from: fc.constant('USD'), to: fc.constant('EUR') },
    day: day.map((at) => at.slice(0, 10)),
    rate: fc.integer({ min: 8000, max: 9999 }).map((rate) => `0.${rate}`),
  }),
);

const made = fc.sample(
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: touches },
      { weight: 2, arbitrary: deals },
      { weight: 5, arbitrary: spend },
      { weight: 1, arbitrary: rates },
    ),
    { minLength: 140, maxLength: 140, size: 'max' },
  ),
  { numRuns: 1, seed: 7 },
)[0]!;
const days = new Set<string>();
const events = made
  // a rate stated twice for a day is a matter of its own
  .filter(({ type, data }) => type !== 'fx.rate_set.v1' || unseen((data as { day: string }).day))
  .map((one, nth): CloudEvent => ({ ...one, specversion: '1.0', id: `e-${1000 + nth}`, source: 'test' }));

function unseen(one: string): boolean {
  return !days.has(one) && Boolean(days.add(one));
}

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openApi();
  key = await api.keyOf('acme');
  await api.bench.append('acme', events, 20);
  await api.bench.projector().catchUp();
});
afterAll(() => api.close());

describe('acquisition cost against plain TypeScript', () => {
  const window = { from: '2026-01-01', to: '2026-04-01' };

  it.each([20, 60, events.length])('is the same, row by row, as of position %s', async (asOf) => {
    const models: PlainModel[] = ['first', 'last', 'linear'];
    const { body } = await api
      .get(
        `/v1/acquisition-cost?from=${window.from}&to=${window.to}&groupBy=month,channel&model=${models.join()}&asOf=${asOf}`,
        key,
      )
      .expect(200);
    const { rows, unattributed } = body as AcquisitionAnswer;
    for (const model of models) {
      const expected = plainAcquisition(events.slice(0, asOf), { ...window, model });
      const shown = (row: { media: string; loaded: string; revenue: string; customers: number }) => row;
      const found = [
        ...rows.map((row) => ({ ...row, key: `${row.month} ${row.channel}` })),
        ...unattributed.map((row) => ({ ...row, key: `${row.month} (unattributed)` })),
      ]
        .filter((row) => row.model === model)
        .map((row): [string, object] => [
          row.key,
          shown({
            media: row.mediaMinor,
            loaded: row.loadedMinor,
            revenue: row.revenueMinor,
            customers: row.customers,
          }),
        ]);
      expect(Object.fromEntries(found)).toEqual(
        Object.fromEntries(
          [...expected].map(([name, { media, loaded, revenue, customers }]) => [
            name,
            shown({
              media: media.toString(),
              loaded: loaded.toString(),
              revenue: revenue.toString(),
              customers: Number(customers) / 1e12,
            }),
          ]),
        ),
      );
      for (const row of rows.filter((one) => one.model === model)) {
        const { loaded, media, customers, revenue } = expected.get(`${row.month} ${row.channel}`)!;
        if (customers === 0n)
          expect(row.cac).toEqual({ paidMinor: null, loadedMinor: null, reason: 'no_customers' });
        else {
          expect(
            Math.abs(Number(row.cac.loadedMinor) - Number(loaded) / (Number(customers) / 1e12)),
          ).toBeLessThan(0.51);
          expect(
            Math.abs(Number(row.cac.paidMinor) - Number(media) / (Number(customers) / 1e12)),
          ).toBeLessThan(0.51);
        }
        if (media === 0n) expect(row.roas.reason).toBe('no_media_spend');
        else expect(row.roas.value).toBeCloseTo(Number(revenue) / Number(media), 5);
      }
    }
    if (asOf === events.length) expect(rows.length).toBeGreaterThan(25); // there was something to compare
  });
});
