import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AttributionAnswer } from '@touchstone/attribution';
import { openClickHouse } from '@touchstone/facts';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { AsOf } from '../as-of.js';
import { AttributionQuerySchema } from './attribution-query.js';
import { AttributionReports } from './attribution-reports.js';
import { ReportContexts } from './report-context.js';
import { fillFacts, fillLog, recordedAt } from './attribution.fixture.spec.js';

let api: TestApi;
let acme: string;
let other: string;

beforeAll(async () => {
  api = await openApi();
  acme = await api.keyOf('acme');
  other = await api.keyOf('other');
  await fillLog(api.bench, 'acme', 5);
  await fillFacts(api.bench, 'acme');
  await fillLog(api.bench, 'slow', 3);
});
afterAll(() => api.close());

const get = (path: string, key = acme) => api.get(path, key);
const window = 'from=2026-03-01&to=2026-04-01';
const report = async (query: string) =>
  (await get(`/v1/attribution?${query}`).expect(200)).body as AttributionAnswer;

describe('GET /v1/attribution', () => {
  it('credits the newest amounts, names every parameter, and sums to the CRM', async () => {
    const answer = await report(`${window}&model=linear,last`);
    expect(answer.report).toEqual({
      models: ['linear', 'last'],
      customModels: {},
      groupBy: ['channel'],
      filters: {},
      from: '2026-02-28T23:00:00.000Z',
      to: '2026-03-31T22:00:00.000Z',
      conversion: 'deal.won',
      lookbackDays: 90,
      scope: 'account',
      touchScope: 'marketing',
      countViews: false,
      halfLifeDays: 7,
      valueFunction: 'revenue',
      value: 'latest',
      asOf: 5,
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
    });
    expect(answer.rows.map(({ model, channel, creditMinor }) => [model, channel, creditMinor])).toEqual([
      ['linear', 'webinar', '13333'],
      ['linear', 'paid-search', '6667'],
      ['last', 'webinar', '20000'],
    ]);
    expect(answer.totals['last']).toMatchObject({
      attributedMinor: '20000',
      unattributedMinor: '0',
      crmMinor: '20000',
    });
  });

  it('takes times as well as days, half-open, and repeated parameters', async () => {
    const answer = await report('from=2026-03-31T22:30:00Z&to=2026-04-01T00:31:00%2B02:00&model=first');
    expect(answer.totals['first']).toMatchObject({ crmMinor: '501', unattributedMinor: '501' });
    expect(answer.unattributed).toMatchObject([
      { model: 'first', reason: 'no_touch', amountMinor: '501', conversions: 1 },
    ]);
    const ended = await report('from=2026-03-31T00:00:00Z&to=2026-03-31T22:30:00Z&model=first&model=last');
    expect(ended.report.models).toEqual(['first', 'last']);
    expect(ended.totals['last']).toMatchObject({ crmMinor: '0', crmConversions: 0 });
  });

  it.each([
    ['asOf=5', 5, '20000'],
    ['asOf=4', 3, '10000'], // inside the second commit
    ['asOf=3', 3, '10000'],
    ['asOf=2', 0, '0'],
    ['asOf=0', 0, '0'],
    [`asOf=${new Date(recordedAt[1]).toISOString()}`, 5, '20000'],
    [`asOf=${new Date(recordedAt[1] - 1).toISOString()}`, 3, '10000'],
    ['asOf=2026-04-02', 3, '10000'], // the start of the day in Berlin
  ])('answers %s as position %i', async (asOf, position, crmMinor) => {
    const answer = await report(`${window}&model=last&${asOf}`);
    expect(answer.report.asOf).toBe(position);
    expect(answer.totals['last']!.crmMinor).toBe(crmMinor);
  });

  it.each([
    [`${window}&asOf=6`, 'asOf', 'beyond the end of the log, which is at position 5'],
    [`${window}&asOf=2999-01-01`, 'asOf', 'beyond the end of the log'],
    [`${window}&asOf=-1`, 'asOf', 'is a position in the log, an RFC 3339 time or a day'],
    [`${window}&asOf=1e3`, 'asOf', 'is a position in the log, an RFC 3339 time or a day'],
    [`${window}&model=best`, 'model', 'shapley, influenced, custom, custom:<name>'],
    [`${window}&groupBy=channel,colour`, 'groupBy', 'segment, owner, pipeline, month, week'],
    [`${window}&models=first`, 'models', 'model, groupBy, from, to, conversion'],
    [`${window}&conversion=deal.lost`, 'conversion', 'lead.created'],
    [`${window}&lookbackDays=-1`, 'lookbackDays', 'above 0'],
    [`${window}&lookbackDays=NaN`, 'lookbackDays', 'above 0, or none'],
    [`${window}&scope=all`, 'scope', 'account, contacts, primary'],
    [`${window}&touchScope=none`, 'touchScope', 'marketing, sales, all'],
    [`${window}&countViews=yes`, 'countViews', 'true, false'],
    [`${window}&halfLifeDays=0`, 'halfLifeDays', 'above 0'],
    [`${window}&currency=USD`, 'currency', 'publish the rule workspace with it'],
    [`${window}&currency=euro`, 'currency', 'ISO 4217'],
    [`${window}&value=best`, 'value', 'latest, at_conversion'],
    [`${window}&from=2026-01-01`, 'from', 'more than once'],
    ['to=2026-04-01', 'from', 'is missing'],
    ['from=yesterday&to=2026-04-01', 'from', 'YYYY-MM-DD'],
    ['from=2026-01-01&to=2026-04-01T00:00:00', 'to', 'RFC 3339'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    const answer = await get(`/v1/attribution?${query}`).expect(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ status: 400, code: 'invalid_request', retry: false });
    expect(answer.body.errors).toEqual([{ parameter, detail: expect.stringContaining(detail) }]);
  });

  it('refuses a window that ends before it starts', async () => {
    const answer = await get('/v1/attribution?from=2026-04-01&to=2026-03-01').expect(400);
    expect(answer.body.detail).toContain('ends (2026-03-01) before it starts (2026-04-01)');
  });

  it('answers CSV where it is asked for, labels that look like formulas neutralised', async () => {
    const answer = await get(`/v1/attribution?${window}&groupBy=channel,campaign`)
      .set('accept', 'text/csv')
      .expect(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      vary: expect.stringContaining('Accept'),
    });
    expect(answer.text.split('\r\n')).toEqual([
      'model,channel,campaign,reason,creditMinor,currency,conversions,asOf',
      "linear,paid-search,'=cmd,,6667,EUR,0.333333333,5",
      'linear,webinar,(none),,6667,EUR,0.333333333,5',
      'linear,webinar,spring,,6666,EUR,0.333333333,5',
      '',
    ]);
    expect((await get(`/v1/attribution?${window}`).set('accept', 'image/png').expect(406)).body.status).toBe(
      406,
    );
  });

  it('shows another workspace none of these rows', async () => {
    const answer = (await get(`/v1/attribution?${window}`, other).expect(200)).body as AttributionAnswer;
    expect(answer).toMatchObject({ rows: [], unattributed: [], report: { asOf: 0 } });
    expect(answer.totals['linear']).toMatchObject({ crmMinor: '0', crmConversions: 0 });
    await get(`/v1/attribution?${window}&asOf=1`, other).expect(400);
  });

  it('answers 503 beyond the position that is projected', async () => {
    const key = await api.keyOf('slow');
    const answer = await get(`/v1/attribution?${window}&asOf=5`, key).expect(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body.detail).toContain('at position 3, not yet at 5');
    expect((await get(`/v1/attribution?${window}`, key).expect(200)).body.report.asOf).toBe(3);
  });

  it('answers 503 while ClickHouse is away, and 500 where it is there and refuses', async () => {
    const { pool, reader, clickhouse } = api.bench;
    const away = await openClickHouse({ url: 'http://127.0.0.1:9/none' });
    const query = AttributionQuerySchema.parse({ from: '2026-03-01', to: '2026-04-01' });
    const ask = (facts: typeof away) =>
      new AttributionReports(facts, new ReportContexts(reader, new AsOf(pool, reader))).report('acme', query);
    await expect(ask(away)).rejects.toMatchObject({ code: 'unavailable', retry: true });
    await away.close();
    await clickhouse.command('RENAME TABLE journeys TO journeys_elsewhere');
    try {
      await expect(ask(clickhouse)).rejects.toThrow('attribution_');
    } finally {
      await clickhouse.command('RENAME TABLE journeys_elsewhere TO journeys');
    }
  });
});
