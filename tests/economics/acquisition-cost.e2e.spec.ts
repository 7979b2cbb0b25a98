import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiKeys } from '@touchstone/access';
import type { CloudEvent } from '@touchstone/contracts';
import { HashedLookups } from '@touchstone/event-log';
import { IngestModule } from '@touchstone/ingest';
import { configureHttp, createLogger } from '@touchstone/runtime';
import type { AcquisitionAnswer } from '../../apps/api/src/acquisition-cost/acquisition-answer.js';
import type { RestatementAnswer } from '../../apps/api/src/restatements/restatement-answer.js';
import { openApi, type TestApi } from '../../apps/api/src/api.fixture.spec.js';
import { piiKey } from '../support/workbench.js';

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
let door: INestApplication;
beforeAll(async () => {
  api = await openApi();
  const { pool } = api.bench;
  const parts = { pool, keys: new ApiKeys(pool), personalData: new HashedLookups(piiKey) };
  door = await NestFactory.create(IngestModule.with(parts), { bodyParser: false, logger: false });
  configureHttp(door, createLogger('test', 'silent'));
  await door.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await door.close();
  await api.close();
});

const story = async (workspace: string, events: CloudEvent[]) => {
  await api.bench.append(workspace, [dollars, ...events], 10_000);
  await api.bench.projector().catchUp();
  return api.keyOf(workspace);
};
const asked = async (key: string, query: string) =>
  (await api.get(`/v1/acquisition-cost?${query}`, key).expect(200)).body as AcquisitionAnswer;

describe('published examples of CAC', () => {
  // "if you spend 500.000 € on Sales and Marketing in a given month and added 50 customers that same month, then your CAC
  // was 10.000 € that month": glossary of nuemile.com, customer acquisition cost
  it('500,000 spent on programs, people and tools, 50 customers: 10,000', async () => {
    const key = await story('fifty', [
      ...customers(50, '2026-03-10', 'webinar'),
      cost('ads', '2026-03-02', 'media', 200_000, { channel: 'webinar' }),
      cost('payroll', '2026-03-31', 'people', 250_000),
      cost('crm', '2026-03-31', 'tools', 50_000),
      cost('last-month', '2026-02-28', 'media', 77_777, { channel: 'webinar' }),
    ]);
    const { rows, blended } = await asked(key, 'from=2026-03-01&to=2026-04-01');
    expect(blended).toMatchObject([{ customers: 50, cac: { loadedMinor: '1000000', paidMinor: '400000' } }]);
    expect(rows).toMatchObject([{ channel: 'webinar', customers: 50, cac: { loadedMinor: '1000000' } }]);
  });

  // "a company spent $100,000 on marketing (including $25,000 on paid social ads) and acquired 2,000 new customers in a
  // month, their CAC would be $50": geniegoals.co.uk, glossary; beside it the paid CAC, 12.50
  it('100,000 of marketing, 25,000 of it on ads, 2,000 customers: 50, and 12.50 by ads alone', async () => {
    const key = await story('social', [
      ...customers(2000, '2026-03-10', 'paid-social'),
      cost('ads', '2026-03-02', 'media', 25_000, { channel: 'paid-social' }),
      cost('rest', '2026-03-31', 'other', 75_000),
    ]);
    const { blended } = await asked(key, 'from=2026-03-01&to=2026-04-01');
    expect(blended).toMatchObject([{ customers: 2000, cac: { loadedMinor: '5000', paidMinor: '1250' } }]);
    // revenue of 1,500 each over 25,000 of ads
    expect(blended[0]!.roas.value).toBe(120);
  });

  it('a month in which nobody came has costs and no CAC', async () => {
    const key = await story('nobody', [
      ...customers(1, '2026-03-10', 'email'),
      cost('ads', '2026-04-02', 'media', 100, { channel: 'email' }),
    ]);
    const { rows, blended } = await asked(key, 'from=2026-03-01&to=2026-05-01&groupBy=month');
    expect(rows.map(({ month, loadedMinor, cac }) => [month, loadedMinor, cac])).toEqual([
      ['2026-03', '0', { paidMinor: '0', loadedMinor: '0', reason: null }],
      ['2026-04', '10000', { paidMinor: null, loadedMinor: null, reason: 'no_customers' }],
    ]);
    expect(blended.at(-1)!.cac).toEqual({ paidMinor: '10000', loadedMinor: '10000', reason: null });
  });
});

describe('a spend file that is stated again', () => {
  const file = (second: string) =>
    [
      'Day,Campaign,Currency code,Cost,Impr.',
      '2026-03-01,Brand,USD,"1,000.00",9',
      `2026-03-02,Brand,USD,"${second}",9`,
      'Total: Account,,USD,"9,999.00",18',
    ].join('\n');

  it('replaces the day, shows in restatements, and leaves the past as it was', async () => {
    const workspace = 'restated';
    const key = await story(workspace, customers(2, '2026-03-10', 'paid-search'));
    const writing = await api.keyOf(workspace, 'ingest:write');
    const imported = async (text: string) => {
      const answer = await fetch(`${await door.getUrl()}/v1/imports/spend`, {
        method: 'POST',
        headers: { authorization: `Bearer ${writing}` },
        body: text,
      });
      expect(answer.status).toBe(200);
      await api.bench.projector().catchUp();
      return (await answer.json()) as { accepted: number; duplicates: number };
    };
    const march = 'from=2026-03-01&to=2026-04-01';
    expect(await imported(file('500.00'))).toMatchObject({ accepted: 2 });
    const before = await asked(key, march);
    expect(before.blended).toMatchObject([{ mediaMinor: '150000', cac: { paidMinor: '75000' } }]);
    expect(await imported(file('500.00'))).toMatchObject({ accepted: 0, duplicates: 2 });
    expect(await imported(file('300.00'))).toMatchObject({ accepted: 1, duplicates: 1 });
    const after = await asked(key, march);
    expect(after.rows).toMatchObject([{ channel: 'paid-search', cac: { paidMinor: '65000' } }]);
    const { asOf } = before.report;
    expect((await asked(key, `${march}&asOf=${asOf}`)).blended).toEqual(before.blended);
    const { body } = await api.get(`/v1/restatements?from=${asOf}`, key).expect(200);
    expect((body as RestatementAnswer).spend).toMatchObject({
      totals: [{ currency: 'USD', oldMinor: '150000', newMinor: '130000', differenceMinor: '-20000' }],
      changes: [
        {
          ...{ day: '2026-03-02', campaign: 'Brand', channel: 'paid-search', cause: 'spend_restated' },
          before: { costMinor: '50000', currency: 'USD' },
          after: { costMinor: '30000', currency: 'USD' },
        },
      ],
    });
  });
});
