import { describe, expect, it } from '@jest/globals';
import { endsAt, reported, reportedAt, story } from '../story.fixture.spec.js';
import { toldApi } from '../told-api.fixture.spec.js';
import { type CreditAnswer, CreditAnswerSchema } from './credit-answer.js';

const { answer, errors, get, keyOf, tell } = toldApi(story);

const credit = (id: string, query = '') =>
  answer(`/v1/conversions/${id}/credit?${query}`, CreditAnswerSchema);

describe('GET /v1/conversions/{id}/credit', () => {
  it('tells the journey as it stood: every touch with its event, its rule, its evidence and its credit', async () => {
    const answer = await credit('D-1', `asOf=${reportedAt}&model=linear,u_lead,w_shaped,time_decay`);
    expect(answer.conversion).toMatchObject({
      ...{ id: 'D-1', kind: 'deal.won', amountMinor: '10001', valueMinor: '10001', currency: 'EUR' },
      ...{ owner: 'ae-1', pipeline: 'new', convertedAt: '2026-03-20T22:59:59.999Z' },
      ...{ oppAt: '2026-02-10T08:00:00.000Z', version: 11 },
      cause: { kind: 'won', eventId: 'D-1-won', position: 11 },
    });
    expect(
      answer.touches.map((touch) => [
        touch.eventId,
        touch.standing,
        touch.credit['linear']?.creditMinor ?? null,
      ]),
    ).toEqual([
      ['t-old', 'outside_lookback', null],
      ['t-ad', 'eligible', '3334'],
      ['t-form', 'eligible', '3334'],
      ['t-webinar', 'eligible', '3333'],
      ['t-call', 'other_side', null],
      ['t-open', 'view', null],
    ]);
    const ad = answer.touches[1]!;
    expect(ad).toMatchObject({
      ...{ position: 3, source: 'test', occurredAt: '2026-01-10T08:00:00.000Z', channel: 'paid-search' },
      ...{ interaction: 'ad_click', side: 'marketing', isView: false },
      labels: { source: 'google', medium: 'cpc', campaign: 'brand' },
      reach: ['contact', 'primary', 'account'],
      credit: { linear: { roles: [], fraction: '1/3' } },
    });
    expect(answer.touches[2]!.evidence).toMatchObject({ key: expect.stringMatching(/^email:/) });
    expect(answer.touches[5]!.isView).toBe(true);
    for (const { model, creditMinor, reason } of answer.models) {
      expect([model, reason, creditMinor]).toEqual([model, null, '10001']);
      const own = answer.touches.flatMap((touch) => touch.credit[model] ?? []);
      expect(own.reduce((sum, one) => sum + BigInt(one.creditMinor), 0n)).toBe(10_001n);
      expect(own.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 12);
    }
    expect(answer.report).toMatchObject({
      asOf: reportedAt,
      lookbackDays: 90,
      window: null,
    });
  });

  it('tells of a past position what it told then, whoever has been unlinked since', async () => {
    const before = await tell('before', reported);
    const path = `/v1/conversions/D-1/credit?asOf=${reportedAt}`;
    const [then, now] = [await get(path, before).expect(200), await get(path).expect(200)];
    const { touches } = now.body as CreditAnswer;
    expect(touches[1]!.evidence).toEqual({
      key: expect.stringMatching(/^anonymous:/),
      via: { position: 5, eventId: 'link' },
    });
    expect((now.body as CreditAnswer).touches.map(({ evidence }) => evidence?.via)).toEqual(
      (then.body as CreditAnswer).touches.map(({ evidence }) => evidence?.via),
    );
    expect((await credit('D-1')).touches.map(({ eventId }) => eventId)).not.toContain('t-ad');
  });

  it('says why there is no credit, and by what a conversion is worth nothing known', async () => {
    expect((await credit('D-2', 'model=first')).models).toEqual([
      { model: 'first', creditMinor: '0', reason: 'no_identity' },
    ]);
    const unconverted = await credit('D-3', `asOf=${reportedAt}`);
    expect(unconverted.conversion).toMatchObject({ amountMinor: '700', currency: 'USD', valueMinor: null });
    expect(unconverted.models[0]!.reason).toBe('unconverted');
    expect((await credit('D-3')).conversion.valueMinor).toBe('630');
  });

  it('explains a learned model by matrix, counts and removal effects, and asks for the window to learn from', async () => {
    const window = 'from=2026-01-01&to=2026-04-01';
    const { details, report, models, touches } = await credit('D-1', `model=markov,shapley&${window}`);
    expect(models.map(({ creditMinor }) => creditMinor)).toEqual(['20003', '20003']);
    expect(report.window).toEqual({ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' });
    const channels = new Set(touches.flatMap((touch) => (touch.credit['markov'] ? touch.channel : [])));
    // and that of a-1, who is somebody else since the unlink and did not convert
    expect(new Set(details!.markov!.channels.map(({ channel }) => channel))).toEqual(
      new Set([...channels, 'paid-search']),
    );
    expect(details!.markov!.transitions.length).toBeGreaterThan(2);
    expect(await errors('/v1/conversions/D-1/credit?model=markov')).toEqual(
      ['from', 'to'].map((parameter) => ({ parameter, detail: 'is missing: markov learns from a window' })),
    );
  });

  it('has a row a model and touch as CSV', async () => {
    const { text, headers } = await get('/v1/conversions/D-1/credit?model=linear,last')
      .set('accept', 'text/csv')
      .expect(200);
    const lines = text.trim().split('\r\n');
    expect(headers['content-disposition']).toContain('credit.csv');
    expect(lines[0]).toMatch(/^model,position,eventId,.*,creditMinor,currency$/);
    const columns = lines.slice(1).map((line) => line.split(','));
    const sumOf = (model: string) =>
      columns.filter(([name]) => name === model).reduce((sum, cells) => sum + Number(cells.at(-2)), 0);
    expect([sumOf('linear'), sumOf('last')]).toEqual([20_003, 20_003]);
  });

  it('is 404 for what never was, what is no more, and what is somebody else’s, each with the reason', async () => {
    const refusal = async (path: string, key?: string) =>
      (await get(`/v1/conversions/${path}`, key).expect(404)).body;
    expect(await refusal('D-9/credit')).toMatchObject({
      ...{ code: 'not_found', state: 'never' },
      detail: `D-9 was never a deal.won up to position ${endsAt}.`,
    });
    expect(await refusal('D-1/credit?asOf=10')).toMatchObject({ state: 'never' });
    expect(await refusal('D-5/credit')).toMatchObject({
      state: 'ended',
      cause: { kind: 'reopened', eventId: 'D-5-open', position: reportedAt + 3 },
      detail: expect.stringContaining('D-5 is no deal.won any more'),
    });
    expect(await refusal('D-1/credit', await keyOf('other'))).toMatchObject({ state: 'never' });
    expect((await credit('D-5', `asOf=${reportedAt}`)).models[0]!.creditMinor).toBe('2000');
    expect((await credit('D-1', 'conversion=deal.created')).conversion.kind).toBe('deal.created');
  });

  it.each([
    ['model=influenced', 'model', 'shares nothing out'],
    ['model=best', 'model', 'linear'],
    ['groupBy=channel', 'groupBy', 'allowed are model'],
    ['asOf=999', 'asOf', 'beyond the end of the log'],
    ['halfLifeDays=0', 'halfLifeDays', 'above 0'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/conversions/D-1/credit?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
