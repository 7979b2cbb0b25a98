import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AlertBook, alertMigrations } from '@touchstone/alerts';
import type { Broker, OutgoingMessage } from '@touchstone/broker';
import type { CloudEvent } from '@touchstone/contracts';
import { createLogger, migratePostgres } from '@touchstone/runtime';
import { openWorkbench, type Workbench } from '../../../tests/support/workbench.js';
import { Relay, type RelayOptions } from './relay.js';

let bench: Workbench;
let book: AlertBook;

beforeAll(async () => {
  bench = await openWorkbench();
  await migratePostgres(bench.databaseUrl, alertMigrations);
  book = new AlertBook(bench.pool);
});
afterAll(() => bench.close());

const at = (time: string) => Date.parse(time);
const told = (type: string, time: string, data: object): CloudEvent => ({
  ...{
    specversion: '1.0',
    id: `${type}-${time}-${JSON.stringify(data)}`,
    source: 'crm',
    type,
    time,
    data,
  },
});
const person = { email: 'jane@acme.example' };
const lead = (leadId: string, verb: string, time: string, data: object = {}) =>
  told(`lead.${verb}.v1`, time, { leadId, ...data });
const pricing = (time: string) =>
  told('touchpoint.recorded.v1', time, { person, interaction: 'page_view', page: { path: '/pricing' } });
const append = async (workspace: string, events: CloudEvent[]) => {
  await bench.append(workspace, events);
  await bench.projector().catchUp();
};
const relay = (more: { broker?: Pick<Broker, 'publish'>; options?: RelayOptions } = {}) =>
  new Relay({
    pool: bench.pool,
    clickhouse: bench.clickhouse,
    logger: createLogger('test', 'silent'),
    ...more,
  });
const recorded = async (workspace: string) =>
  (await book.page(workspace, {}, { after: null, limit: 100 })).alerts.map(
    ({ type, data }) => `${data.leadId} ${type} ${data.clock}`,
  );

describe('the relay', () => {
  it('tells of a lead with intent at once, of its breach when it is one, and of each once', async () => {
    await append('acme', [
      lead('L-1', 'created', '2026-03-02T08:00:00Z', { person }),
      ...['08:00', '08:10', '08:20'].map((time) => pricing(`2026-03-02T${time}:00Z`)),
      lead('L-1', 'assigned', '2026-03-02T08:30:00Z', { owner: 'ae-1' }),
    ]);
    expect(await relay().look(at('2026-03-02T08:31:00Z'))).toBe(1);
    expect(await recorded('acme')).toEqual(['L-1 lead.waiting.v1 intent']);
    expect(await relay().look(at('2026-03-02T09:29:00Z'))).toBe(0);
    expect(await relay().look(at('2026-03-02T09:31:00Z'))).toBe(1);
    expect(await relay().look(at('2026-03-02T09:32:00Z'))).toBe(0);
    const { alerts } = await book.page('acme', { type: 'sla.breached.v1' }, { after: null, limit: 10 });
    expect(alerts).toMatchObject([
      {
        occurredAt: at('2026-03-02T09:30:00Z'),
        data: { leadId: 'L-1', owner: 'ae-1', isHighIntent: true, dueAt: '2026-03-02T09:30:00.000Z' },
      },
    ]);
    expect(JSON.stringify(alerts)).not.toContain('jane');
  });

  it('keeps quiet about what was old when it first looked, not about what ran out while it was away', async () => {
    await append('away', [
      ...['2026-03-01', '2026-03-08', '2026-03-12'].flatMap((day, nth) => [
        lead(`L-${nth}`, 'created', `${day}T08:00:00Z`, { person: { email: `p${nth}@acme.example` } }),
        lead(`L-${nth}`, 'assigned', `${day}T08:00:00Z`, { owner: 'ae-1' }),
      ]),
    ]);
    await relay().look(at('2026-03-09T12:00:00Z'));
    expect(await recorded('away')).toEqual(['L-1 sla.breached.v1 contact']);
    await relay().look(at('2026-03-30T12:00:00Z')); // three weeks later
    expect((await recorded('away')).sort()).toEqual([
      'L-1 sla.breached.v1 contact',
      'L-2 sla.breached.v1 contact',
    ]);
    // a lead of January that comes in now is old news
    await append('away', [
      lead('L-old', 'created', '2026-01-10T08:00:00Z', { person }),
      lead('L-old', 'assigned', '2026-01-10T08:00:00Z', { owner: 'ae-1' }),
    ]);
    expect(await relay().look(at('2026-03-30T12:01:00Z'))).toBe(0);
  });

  it('sends in pages, and what a broken publishing left out comes with the next look', async () => {
    const leads = Array.from({ length: 7 }, (_, nth) => `L-${nth}`);
    await append(
      'pages',
      leads.flatMap((leadId) => [
        lead(leadId, 'created', '2026-03-02T08:00:00Z', { person: { email: `${leadId}@acme.example` } }),
        lead(leadId, 'assigned', '2026-03-02T08:00:00Z', { owner: 'ae-1' }),
      ]),
    );
    const published: OutgoingMessage[] = [];
    let calls = 0;
    const broker = {
      publish: (messages: OutgoingMessage[]) => {
        calls += 1;
        if (calls === 2) return Promise.reject(new Error('the broker is away'));
        published.push(...messages);
        return Promise.resolve();
      },
    };
    const paged = relay({ broker, options: { pageAlerts: 3 } });
    const now = at('2026-03-03T12:00:00Z');
    await paged.look(now);
    expect(await recorded('pages')).toHaveLength(3);
    expect(await book.lastLook('pages')).toBeNull();
    await paged.look(now);
    expect(await recorded('pages')).toHaveLength(7);
    expect(new Set(published.map(({ value }) => value!.toString())).size).toBe(7);
    expect(published).toHaveLength(7);
  });

  it('judges nothing later than the projection knows', async () => {
    await append('lagging', [
      lead('L-1', 'created', '2026-03-02T08:00:00Z', { person }),
      lead('L-1', 'assigned', '2026-03-02T08:00:00Z', { owner: 'ae-1' }),
    ]);
    const [assigned] = await bench.reader.at('lagging', [2]);
    const later = assigned!.recordedAt + 30 * 24 * 3_600_000;
    await bench.append('lagging', [lead('L-1', 'contacted', '2026-03-02T09:00:00Z')]); // not projected yet
    const options = { newsHours: 720 * 100 };
    await relay({ options }).look(later);
    // as of what is recorded the clock ran out, but nothing is known until `later`
    expect(await book.lastLook('lagging')).toEqual({ judgedAt: assigned!.recordedAt, asOf: 2 });
    await bench.projector().catchUp();
    await relay({ options }).look(later);
    expect(await book.lastLook('lagging')).toEqual({ judgedAt: later, asOf: 3 });
  });

  it('judges anew by terms that are published, also leads that did not change', async () => {
    await append('terms', [
      lead('L-1', 'created', '2026-03-02T08:00:00Z', { person }),
      lead('L-1', 'assigned', '2026-03-02T08:00:00Z', { owner: 'ae-1' }),
    ]);
    const now = at('2026-03-02T20:00:00Z');
    await relay().look(now);
    expect(await recorded('terms')).toEqual([]);
    const terms = { rule: 'sla', definition: { contactHours: 8 } };
    await append('terms', [told('rule.published.v1', '2026-03-02T20:00:00Z', terms)]);
    await relay().look(now + 10_000);
    expect(await recorded('terms')).toEqual(['L-1 sla.breached.v1 contact']);
  });

  it('leaves a workspace to another relay that is at it', async () => {
    await append('shared-out', [
      lead('L-1', 'created', '2026-03-02T08:00:00Z', { person }),
      lead('L-1', 'assigned', '2026-03-02T08:00:00Z', { owner: 'ae-1' }),
    ]);
    const now = at('2026-03-03T12:00:00Z');
    const client = await bench.pool.connect();
    await client.query(`SELECT pg_advisory_lock(hashtextextended('relay shared-out', 0))`);
    await relay().look(now);
    expect(await recorded('shared-out')).toEqual([]);
    await client.query(`SELECT pg_advisory_unlock(hashtextextended('relay shared-out', 0))`);
    client.release();
    await relay().look(now);
    expect(await recorded('shared-out')).toHaveLength(1);
  });
});
