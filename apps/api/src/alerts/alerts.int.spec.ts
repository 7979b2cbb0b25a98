import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Alert, AlertBook, alertIdOf } from '@touchstone/alerts';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { type AlertsAnswer, AlertsAnswerSchema } from './alerts-answer.js';

let api: TestApi;
let acme: string;

const day = (nth: number) => Date.UTC(2026, 2, nth, 8);
const iso = (moment: number) => new Date(moment).toISOString();
const lead = (nth: number, owner: string) => ({
  ...{ leadId: `L-${nth}`, owner, startedAt: iso(day(nth)), dueAt: iso(day(nth + 1)) },
  links: { lead: `/v1/leads/L-${nth}` },
});
const breach = (workspace: string, nth: number, owner: string): Alert => ({
  ...{ workspace, alertId: alertIdOf(workspace, `L-${nth}`, 'contact', day(nth)), type: 'sla.breached.v1' },
  ...{ occurredAt: day(nth + 1), data: { ...lead(nth, owner), clock: 'contact', isHighIntent: false } },
});
const wait = (workspace: string, nth: number): Alert => ({
  ...{ workspace, alertId: alertIdOf(workspace, `L-${nth}`, 'intent', day(nth)), type: 'lead.waiting.v1' },
  ...{ occurredAt: day(nth), data: { ...lead(nth, ''), clock: 'intent', dueAt: null } },
});

beforeAll(async () => {
  api = await openApi();
  acme = await api.keyOf('acme');
  const book = new AlertBook(api.bench.pool);
  await book.record([breach('acme', 1, 'ae-1')], day(2));
  await book.record([breach('acme', 2, '=ae-2')], day(3));
  await book.record([wait('acme', 3)], day(4));
  await book.record([breach('other', 4, 'ae-1')], day(5));
});
afterAll(() => api.close());

const alerts = async (query = '') => {
  const { body } = await api.get(`/v1/alerts?${query}`, acme).expect(200);
  expect(AlertsAnswerSchema.parse(body)).toEqual(body);
  return body as AlertsAnswer;
};
const leadsOf = ({ alerts }: AlertsAnswer) => alerts.map(({ leadId }) => leadId);

describe('GET /v1/alerts', () => {
  it('lists what was sent in the workspace, newest first, with a link to the lead', async () => {
    const answer = await alerts();
    expect(leadsOf(answer)).toEqual(['L-3', 'L-2', 'L-1']);
    expect(answer.nextCursor).toBeNull();
    expect(answer.alerts[0]).toMatchObject({
      type: 'lead.waiting.v1',
      dueAt: null,
      clock: 'intent',
      owner: '',
    });
    expect(answer.alerts[2]).toEqual({
      ...{
        alertId: alertIdOf('acme', 'L-1', 'contact', day(1)),
        type: 'sla.breached.v1',
        sentAt: iso(day(2)),
      },
      ...{ ...lead(1, 'ae-1'), clock: 'contact', isHighIntent: false },
    });
  });

  it('filters by type, owner and moment, and goes page by page', async () => {
    expect(leadsOf(await alerts('type=sla.breached.v1'))).toEqual(['L-2', 'L-1']);
    expect(leadsOf(await alerts('owner=ae-1'))).toEqual(['L-1']);
    expect(leadsOf(await alerts('owner='))).toEqual(['L-3']);
    expect(leadsOf(await alerts('since=2026-03-03T08:00:00Z'))).toEqual(['L-3', 'L-2']);
    expect(leadsOf(await alerts('since=2026-03-04'))).toEqual(['L-3']);
    const first = await alerts('limit=2');
    expect(leadsOf(first)).toEqual(['L-3', 'L-2']);
    const second = await alerts(`limit=2&cursor=${encodeURIComponent(first.nextCursor!)}`);
    expect([leadsOf(second), second.nextCursor]).toEqual([['L-1'], null]);
  });

  it('answers CSV without formulas', async () => {
    const { text } = await api.get('/v1/alerts', acme).set('accept', 'text/csv').expect(200);
    const [header, ...rows] = text.trimEnd().split('\r\n');
    expect(header).toBe('sentAt,type,leadId,clock,owner,startedAt,dueAt,isHighIntent,lead,alertId');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toContain(",'=ae-2,");
  });

  it.each([
    ['type=other', 'allowed are sla.breached.v1, lead.waiting.v1'],
    ['since=soon', 'since: is an RFC 3339 time or a day'],
    ['cursor=x', 'cursor'],
    ['colour=red', 'colour: is not known; allowed are type, owner, since'],
  ])('%s is answered with what is allowed', async (query, text) => {
    const { body } = await api.get(`/v1/alerts?${query}`, acme).expect(400);
    expect(body.detail).toContain(text);
  });

  it('says that it cannot tell yet where no relay has made the book', async () => {
    await api.bench.pool.query('ALTER TABLE alerts RENAME TO not_yet');
    const { body } = await api.get('/v1/alerts', acme).expect(503);
    expect(body.detail).toContain('No relay');
    await api.bench.pool.query('ALTER TABLE not_yet RENAME TO alerts');
    await api.get('/v1/alerts', acme).expect(200);
  });

  it('asks for a key that may read', async () => {
    await api.get('/v1/alerts').expect(401);
    await api.get('/v1/alerts', await api.keyOf('acme', 'ingest:write')).expect(403);
  });
});
