import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AttributionAnswer } from '@touchstone/attribution';
import type { CloudEvent, RuleName } from '@touchstone/contracts';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import type { PreviewAnswer } from './preview-answer.js';

const workspace = 'acme';
const at = (month: number, day: number) => new Date(Date.UTC(2026, month - 1, day, 12)).toISOString();
const window = { from: '2026-01-01', to: '2027-01-01' };

let ids = 0;
const event = (type: string, time: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', source: 'test', id: `e${++ids}` },
  ...{ type: `${type}.v1`, time, data },
});

/** Deals of three currencies with touches of several signs, each of people of its own. */
const history: CloudEvent[] = [
  event('fx.rate_set', at(1, 1), { from: 'USD', to: 'EUR', day: '2026-01-01', rate: '0.9' }),
  event('fx.rate_set', at(1, 1), { from: 'EUR', to: 'USD', day: '2026-01-01', rate: '1.1' }),
  ...Array.from({ length: 25 }, (_, nth) => {
    const person = { email: `p${nth}@c${nth}.example` };
    const touch = (day: number, data: object) =>
      event('touchpoint.recorded', at(1, day), { interaction: 'form_submit', person, ...data });
    return [
      touch(2 + (nth % 5), { source: 'expo', medium: 'event' }),
      touch(9, { referrer: 'https://www.g2.com/x' }),
      ...(nth % 2 ? [touch(12, { interaction: 'workshop_attended', channel: 'community' })] : []),
      ...(nth % 3
        ? [touch(15, { source: 'google', medium: 'cpc', campaign: 'brand-x', clickIds: { gclid: 'g' } })]
        : []),
      event('deal.created', at(2, 1), {
        dealId: `D${nth}`,
        account: { domain: `c${nth}.example` },
        contacts: [{ person, primary: true }],
        amount: { amountMinor: 1000 + 7 * nth, currency: nth % 4 ? 'EUR' : 'USD' },
      }),
      event('deal.won', at(3, 1 + (nth % 28)), {
        dealId: `D${nth}`,
        closedAt: `2026-03-${String(1 + (nth % 28)).padStart(2, '0')}`,
      }),
    ];
  }).flat(),
];

/** The rules that credit depends on. */
const tried = {
  workspace: {
    currency: 'EUR',
    timeZone: 'Pacific/Auckland',
    excludedReferrers: ['g2.com'],
  },
  channels: {
    rules: [
      { channel: 'brand', when: { campaign: { startsWith: 'brand-' }, clickId: ['gclid'] } },
      { channel: 'review-sites', when: { referrerHost: { equals: 'www.g2.com' } } },
    ],
  },
  interactions: { interactions: [{ name: 'workshop_attended', side: 'marketing' }] },
  attribution: { lookbackDays: 55, halfLifeDays: 3 },
  models: { models: [{ name: 'mine', roles: { first: 0.5, last: 0.25, middle: 0.25 } }] },
} satisfies Partial<Record<RuleName, object>>;
const triedRules = Object.keys(tried) as (keyof typeof tried)[];

let api: TestApi;
let admin: string;
let reader: string;

beforeAll(async () => {
  api = await openApi();
  admin = await api.keyOf(workspace, 'admin');
  reader = await api.keyOf(workspace);
  await api.bench.append(workspace, history);
  await api.bench.projector().catchUp();
});
afterAll(() => api.close());

const preview = async (body: object) =>
  (await api.post('/v1/definitions/preview', reader, { ...window, ...body }).expect(200))
    .body as PreviewAnswer;
/** Credit by model and channel, what is unattributed by model and reason. */
const sums = ({ rows, unattributed }: PreviewAnswer, side: 'nowMinor' | 'thenMinor') =>
  Object.fromEntries(
    [
      ...rows.map((row) => [`${row.model} ${row.channel}`, row[side]]),
      ...unattributed.map((row) => [`${row.model} ${row.reason}`, row[side]]),
    ].filter(([, minor]) => minor !== '0'),
  ) as Record<string, string>;

describe('a preview', () => {
  // in this order: each rule is tried, then published, and stays
  it.each(triedRules)('of %s says what publishing it does, and changes nothing by itself', async (rule) => {
    const model =
      rule === 'models' ? ['custom:mine'] : ['linear', 'time_decay', 'u_shaped', 'first', 'last', 'w_shaped'];
    const body = { rule, definition: tried[rule], model };
    if (rule === 'models') {
      await api
        .post('/v1/definitions', admin, {
          rule,
          definition: { models: [{ name: 'mine', roles: { first: 1 } }] },
        })
        .expect(201);
      await api.bench.projector().catchUp();
    }
    const expected = await preview(body);
    expect(expected).toEqual(await preview(body));
    expect(sums(expected, 'thenMinor')).not.toEqual(sums(expected, 'nowMinor'));
    for (const side of ['nowMinor', 'thenMinor'] as const) {
      const total = Object.values(sums(expected, side)).reduce((sum, minor) => sum + BigInt(minor), 0n);
      expect(total % BigInt(model.length)).toBe(0n); // every model shares out the same
    }
    for (const row of [...expected.rows, ...expected.unattributed])
      expect(BigInt(row.thenMinor) - BigInt(row.nowMinor)).toBe(BigInt(row.differenceMinor!));

    await api.post('/v1/definitions', admin, { rule, definition: tried[rule] }).expect(201);
    await api.bench.projector().catchUp();
    const after = await preview(body);
    expect(sums(after, 'nowMinor')).toEqual(sums(expected, 'thenMinor'));
    expect(sums(after, 'thenMinor')).toEqual(sums(expected, 'thenMinor'));
  });

  it.each(['markov', 'shapley'])(
    'of learned %s is the report as it is, where nothing would change',
    async (model) => {
      // people who never bought anything: what these models learn from as well
      await api.bench.append(
        workspace,
        ['direct', 'direct', 'community'].map((channel, nth) =>
          event('touchpoint.recorded', at(2, 2 + nth), {
            interaction: 'form_submit',
            person: { email: `nobody@n${nth}-${model}.example` },
            channel,
          }),
        ),
      );
      await api.bench.projector().catchUp();
      const question = { model, valueFunction: 'conversion_rate' };
      const preview0 = await preview({ rule: 'attribution', definition: tried.attribution, ...question });
      const query = new URLSearchParams({ ...window, ...question });
      const report = (await api.get(`/v1/attribution?${query.toString()}`, reader).expect(200))
        .body as AttributionAnswer;
      expect(sums(preview0, 'nowMinor')).toEqual(
        Object.fromEntries([
          ...report.rows.map((row) => [`${model} ${row.channel}`, row.creditMinor]),
          ...report.unattributed.map((row) => [`${model} ${row.reason}`, row.amountMinor]),
        ]),
      );
      expect(sums(preview0, 'thenMinor')).toEqual(sums(preview0, 'nowMinor'));
    },
  );

  it('of a custom model that is new, or goes, shows nothing on the other side', async () => {
    const model = 'custom:fresh';
    const definition = { models: [{ name: 'fresh', roles: { first: 1 } }] };
    const fresh = await preview({ rule: 'models', definition, model });
    expect(sums(fresh, 'nowMinor')).toEqual({});
    expect(Object.keys(sums(fresh, 'thenMinor')).length).toBeGreaterThan(0);
    const gone = await preview({ rule: 'models', definition, model: 'custom:mine' });
    expect(sums(gone, 'thenMinor')).toEqual({});
    expect(Object.keys(sums(gone, 'nowMinor')).length).toBeGreaterThan(0);
  });

  it('of another currency shows both, and no difference', async () => {
    const definition = { ...tried.workspace, currency: 'USD' };
    const { currency, rows, unattributed } = await preview({ rule: 'workspace', definition });
    expect(currency).toEqual({ now: 'EUR', then: 'USD' });
    expect(rows.every(({ differenceMinor }) => differenceMinor === null)).toBe(true);
    const deals = Array.from({ length: 25 }, (_, nth) => [1000 + 7 * nth, nth % 4] as const);
    const total = [...rows, ...unattributed].reduce((sum, row) => sum + Number(row.thenMinor), 0);
    const inUsd = deals.reduce((sum, [minor, eur]) => sum + (eur ? Math.round(minor * 1.1) : minor), 0);
    expect(Math.abs(total - inUsd)).toBeLessThan(25);
  });

  it.each([
    [
      { rule: 'channels', definition: { rules: [{ channel: 'x', when: {} }] } },
      400,
      /^definition.rules\[0\].when: a rule has/,
    ],
    [{ rule: 'channels', definition: { rules: [] }, model: 'markov' }, 422, /markov.*cannot be tried/],
    [{ rule: 'channels', definition: { rules: [] }, model: 'best' }, 400, /model/],
    [{ rule: 'channels', definition: { rules: [] }, model: 'influenced' }, 400, /influenced never sums/],
    [{ rule: 'models', definition: { models: [] }, model: 'custom:nobodys' }, 400, /no custom model nobodys/],
    [{ rule: 'channels', definition: { rules: [] }, to: '2025-01-01' }, 400, /window ends/],
    [{ rule: 'channels', definition: { rules: [] }, halfLifeDays: 0 }, 400, /halfLifeDays/],
    [
      { rule: 'channels', definition: { rules: [] }, publish: true },
      400,
      /publish: is not known; allowed are rule/,
    ],
  ])('refuses %j', async (body, status, detail) => {
    const answer = await api.post('/v1/definitions/preview', reader, { ...window, ...body }).expect(status);
    expect(answer.body.detail).toMatch(detail);
  });

  it('needs no more than a key to read', async () => {
    const body = { rule: 'channels', definition: { rules: [] }, ...window };
    await api.post('/v1/definitions/preview', await api.keyOf(workspace, 'ingest:write'), body).expect(403);
  });
});
