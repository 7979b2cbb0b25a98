import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { goOn, reportedAt, tellStory } from '../story.fixture.spec.js';
import type { Closing } from './closings.js';
import { ClosingSchema, type PeriodAnswer, PeriodAnswerSchema } from './period-answers.js';

let api: TestApi;
let admin: string;
let reader: string;
let other: string;

beforeAll(async () => {
  api = await openApi();
  admin = await api.keyOf('acme', 'admin');
  reader = await api.keyOf('acme');
  other = await api.keyOf('other');
  await tellStory(api, 'acme', 'reported');
});
afterAll(() => api.close());

const close = (period: string, body: object = {}, key = admin) =>
  api.post(`/v1/periods/${period}/close`, key, body);
const period = async (name: string, query = '') => {
  const { body } = await api.get(`/v1/periods/${name}?${query}`, reader).expect(200);
  expect(PeriodAnswerSchema.parse(body)).toEqual(body);
  return body as PeriodAnswer;
};

describe('periods', () => {
  it('are closed at the projected position, as an event of the log, once', async () => {
    const { body } = await close('2026-03', { note: ' Reported. ' }).expect(201);
    expect(ClosingSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      ...{ period: '2026-03', closing: 1, position: reportedAt, note: 'Reported.' },
      ...{ from: '2026-02-28T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' },
    });
    const [event] = await api.bench.reader.at('acme', [reportedAt + 1]);
    expect(event).toMatchObject({ type: 'period.closed.v1', stream: 'periods', source: 'touchstone:api' });
    expect((await close('2026-03').expect(409)).body).toMatchObject({
      code: 'conflict',
      position: reportedAt,
    });
  });

  it('show closed beside now: equal at first, and the difference explained by its causes', async () => {
    const query = 'model=linear,first,markov';
    const before = await period('2026-03', query);
    expect(before.rows.length).toBeGreaterThan(2);
    for (const row of [...before.rows, ...before.unattributed]) expect(row.differenceMinor).toBe('0');
    await goOn(api, 'acme');
    const after = await period('2026-03', query);
    expect(after.report).toMatchObject({ closedPosition: reportedAt, explained: ['linear', 'first'] });
    const closed = ({ rows }: PeriodAnswer) =>
      rows
        .filter((row) => row.closedMinor !== '0')
        .map((row) => [row.model, row['channel'], row.closedMinor].join(' '));
    expect(closed(after).sort()).toEqual(closed(before).sort());
    expect(after.totals['linear']!.difference).toMatchObject({
      crmMinor: (20_003 - 10_001 - 500 - 2000 + 630).toString(),
      crmConversions: -2,
    });
    const explained = (model: string, label: string) =>
      after.causes
        .flatMap(({ rows, unattributed }) => [
          ...rows.map((row) => ({ model: row.model, label: row['channel'], minor: row.creditMinor })),
          ...unattributed.map((row) => ({ model: row.model, label: row.reason, minor: row.amountMinor })),
        ])
        .filter((row) => row.model === model && row.label === label)
        .reduce((sum, { minor }) => sum + BigInt(minor), 0n)
        .toString();
    for (const row of after.rows.filter(({ model }) => model !== 'markov'))
      expect([row, explained(row.model, String(row['channel']))]).toEqual([row, row.differenceMinor]);
    for (const row of after.unattributed.filter(({ model }) => model !== 'markov'))
      expect([row, explained(row.model, row.reason)]).toEqual([row, row.differenceMinor]);
    expect(after.causes.map(({ cause }) => cause)).toContain('late_touch');
  });

  it('are closed again when that is asked for, and keep their history', async () => {
    const { position } = (await close('2026-03', { reclose: true, note: 'A deal came back.' }).expect(201))
      .body as Closing;
    expect(position).toBeGreaterThan(reportedAt);
    const { closing, history, rows } = await period('2026-03');
    expect(closing).toMatchObject({ closing: 2, position, note: 'A deal came back.' });
    expect(history.map((one) => [one.closing, one.position])).toEqual([[1, reportedAt]]);
    for (const row of rows) expect(row.differenceMinor).toBe('0');
    await close('2026-Q1').expect(201);
    await close('2025').expect(201);
    const { body } = await api.get('/v1/periods', reader).expect(200);
    expect((body.periods as Closing[]).map((one) => [one.period, one.closing])).toEqual([
      ['2025', 1],
      ['2026-Q1', 1],
      ['2026-03', 2],
    ]);
  });

  it('are closed by one, when several try at once', async () => {
    const statuses = (await Promise.all([1, 2, 3].map(() => close('2026-02')))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409, 409]);
  });

  it('are a table as CSV', async () => {
    const { text } = await api.get('/v1/periods/2026-Q1', reader).set('accept', 'text/csv').expect(200);
    expect(text.split('\r\n')[0]).toBe(
      'period,model,channel,reason,closedMinor,nowMinor,differenceMinor,currency,closedPosition,nowPosition',
    );
  });

  it('belong to their workspace, and need the scope', async () => {
    expect((await api.get('/v1/periods', other).expect(200)).body).toEqual({ periods: [] });
    await api.get('/v1/periods/2026-03', other).expect(404);
    expect((await close('2026-01', {}, reader).expect(403)).body.detail).toContain('admin');
    await api.get('/v1/periods/2026-01', reader).expect(404);
    await api.get('/v1/periods?year=2026', reader).expect(400);
  });

  it('count nothing that somebody else sends as a closing', async () => {
    const data = {
      period: '2024',
      position: 1,
      from: '2024-01-01T00:00:00Z',
      to: '2025-01-01T00:00:00Z',
    };
    await api.bench.append('acme', [
      {
        specversion: '1.0',
        id: 'x',
        source: 's',
        type: 'period.closed.v1',
        time: '2026-05-01T00:00:00Z',
        data,
      },
    ]);
    await api.get('/v1/periods/2024', reader).expect(404);
  });

  it.each([
    ['2026-13', {}, 'a month such as 2026-03'],
    ['2026-Q5', {}, 'a quarter such as 2026-Q1'],
    ['march', {}, 'a year such as 2026'],
    ['2099', {}, '2099 ends at'],
    ['2026-01', { reclose: 'yes' }, 'true or false'],
    ['2026-01', { notes: 'x' }, 'allowed are note, reclose'],
  ])('refuses to close %s with %j', async (name, body, detail) => {
    expect((await close(name, body).expect(400)).body.detail).toContain(detail);
  });
});
