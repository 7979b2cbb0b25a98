import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import type { AcquisitionAnswer } from '../../apps/api/src/acquisition-cost/acquisition-answer.js';
import { openApi, type TestApi } from '../../apps/api/src/api.fixture.spec.js';

const told = (id: string, type: string, day: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id, source: 'golden', type, time: `${day}T12:00:00.000Z`, data },
});
const dollars: CloudEvent = told('rule', 'rule.published.v1', '2025-01-01', {
  rule: 'workspace',
  definition: { currency: 'USD', timeZone: 'UTC' },
});
const cost = (id: string, day: string, kind: string, amount: number, more: object = {}) =>
  told(id, 'spend.recorded.v1', day, {
    ...{ platform: id, day, kind, cost: { amountMinor: amount * 100, currency: 'USD' } },
    ...more,
  });
/** So many accounts, each won once on a day, and each touched by a channel. */
const customers = (count: number, day: string, channel: string) =>
  Array.from({ length: count }, (_, nth): CloudEvent[] => [
    told(`t-${channel}-${nth}`, 'touchpoint.recorded.v1', day, {
      ...{ interaction: 'form_submit', channel, person: { email: `buyer@${channel}-${nth}.example` } },
    }),
    told(`w-${channel}-${nth}`, 'deal.won.v1', day, {
      ...{ dealId: `${channel}-${nth}`, account: { domain: `${channel}-${nth}.example` } },
      amount: { amountMinor: 150_000, currency: 'USD' },
    }),
  ]).flat();

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const asked = async (key: string, query: string) =>
  (await api.get(`/v1/acquisition-cost?${query}`, key).expect(200)).body as AcquisitionAnswer;

/** Other published examples, of a size that fits a file, are golden cases. */
describe('a published example of CAC with thousands of customers', () => {
  // "a company spent $100,000 on marketing (including $25,000 on paid social ads) and acquired 2,000 new customers in a
  // month, their CAC would be $50": geniegoals.co.uk, glossary; beside it the paid CAC, 12.50
  it('100,000 of marketing, 25,000 of it on ads, 2,000 customers: 50, and 12.50 by ads alone', async () => {
    const events = [
      dollars,
      ...customers(2000, '2026-03-10', 'paid-social'),
      cost('ads', '2026-03-02', 'media', 25_000, { channel: 'paid-social' }),
      cost('rest', '2026-03-31', 'other', 75_000),
    ];
    await api.bench.append('social', events, 10_000);
    await api.bench.projector().catchUp();
    const key = await api.keyOf('social');
    const { blended } = await asked(key, 'from=2026-03-01&to=2026-04-01');
    expect(blended).toMatchObject([{ customers: 2000, cac: { loadedMinor: '5000', paidMinor: '1250' } }]);
    // revenue of 1,500 each over 25,000 of ads
    expect(blended[0]!.roas.value).toBe(120);
  });
});
