import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { type SlaAnswer, SlaAnswerSchema } from './sla-answer.js';

const told = (id: string, type: string, day: number, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id, source: 'crm', type: `${type}.v1` },
  ...{ time: new Date(Date.UTC(2026, 3, day, 12)).toISOString(), data },
});
const spend = (id: string, costMinor: number, more: object) =>
  told(id, 'spend.recorded', 2, {
    ...{ platform: 'google-ads', account: 'a', campaign: 'brand', day: '2026-04-02', ...more },
    cost: { amountMinor: costMinor, currency: 'EUR' },
  });
const google = { source: 'google', medium: 'cpc', campaign: 'Brand' };
/** A lead whose person filled in a form the day before, and what sales said of it, on a day counted from April on. */
const lead = (name: string, origin: object, decision: 'rejected' | 'accepted', decidedOn = 10) => {
  const person = { email: `${name}@${name}.example` };
  return [
    told(`${name}-form`, 'touchpoint.recorded', 3, { person, interaction: 'form_submit', ...origin }),
    told(`${name}-lead`, 'lead.created', 4, { leadId: `L-${name}`, person }),
    told(`${name}-qualified`, 'lead.qualified', 5, { leadId: `L-${name}` }),
    told(`${name}-${decision}`, `lead.${decision}`, decidedOn, { leadId: `L-${name}`, reason: 'student' }),
  ];
};

let api: TestApi;
let key: string;

beforeAll(async () => {
  api = await openApi();
  key = await api.keyOf('acme');
  await api.bench.append('acme', [
    spend('media', 30_001, { source: 'google', medium: 'cpc' }),
    // without a channel: goes with the media of its month
    spend('tools', 6_000, { platform: 'crm', campaign: '', kind: 'tools' }),
    ...['a', 'b'].flatMap((name) => lead(name, google, 'rejected')),
    ...['c', 'd'].flatMap((name) => lead(name, google, 'accepted')),
    ...lead('e', { channel: 'community' }, 'rejected'),
    // rejected on 4 May, in a month of spend in which no lead came
    ...lead('f', google, 'rejected', 34),
    spend('may', 500, { day: '2026-05-02', source: 'google', medium: 'cpc' }),
  ]);
  await api.bench.projector().catchUp();
});
afterAll(() => api.close());

const window = 'from=2026-04-01&to=2026-05-01&judgedAt=2026-05-01T00:00:00Z';
const costsBy = async (groupBy: string) => {
  const { body } = await api.get(`/v1/sla?${window}&groupBy=${groupBy}`, key).expect(200);
  expect(SlaAnswerSchema.parse(body)).toEqual(body);
  return (body as SlaAnswer).rows.map((row) => [row.channel ?? row.campaign, row.rejectedCost]);
};

it('tells what rejected leads cost: so many at what one cost, in all', async () => {
  // five leads for 300.01 of media and 60.00 beside: two of them, 120.004 and 144.004
  const two = { currency: 'EUR', paidMinor: '12000', loadedMinor: '14400', reason: null };
  const none = { currency: 'EUR', paidMinor: null, loadedMinor: null, reason: 'no_spend' };
  expect(await costsBy('channel')).toEqual([
    ['paid-search', two],
    ['community', none],
  ]);
  // campaigns are the same whatever their capitals
  expect(await costsBy('campaign')).toEqual([
    ['Brand', two],
    ['(none)', none],
  ]);
});

it('has none where rows are not of what spend is known by, nor where no lead came', async () => {
  expect(await costsBy('channel,owner')).toEqual([
    ['paid-search', null],
    ['community', null],
  ]);
  const { body } = await api
    .get('/v1/sla?from=2026-05-01&to=2026-06-01&groupBy=channel&channel=paid-search', key)
    .expect(200);
  expect(body.rows).toMatchObject([
    { decisions: { rejected: 1 }, rejectedCost: { paidMinor: null, loadedMinor: null, reason: 'no_leads' } },
  ]);
});

it('gives the costs in CSV as well', async () => {
  const { text } = await api
    .get(`/v1/sla?${window}&groupBy=channel`, key)
    .set('accept', 'text/csv')
    .expect(200);
  expect(text).toContain('paid-search,rejectedCost.loadedMinor,,14400,');
  expect(text).toContain('community,rejectedCost.loadedMinor,no_spend,,');
});
