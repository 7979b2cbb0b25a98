import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alertTypes } from '@touchstone/contracts';
import { migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { freshDatabase } from '../../../tests/support/postgres.js';
import { type Alert, alertIdOf } from './alert.js';
import { AlertBook } from './alert-book.js';
import { alertMigrations } from './migrations/index.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let book: AlertBook;

beforeAll(async () => {
  database = await freshDatabase();
  await migratePostgres(database.url, alertMigrations);
  pool = openPool(database.url);
  book = new AlertBook(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const alert = (workspace: string, leadId: string, owner: string, type: Alert['type']): Alert => {
  const { example } = alertTypes[type];
  const alertId = alertIdOf(workspace, leadId, type === 'lead.waiting.v1' ? 'intent' : 'contact', 1000);
  return {
    workspace,
    alertId,
    type,
    occurredAt: 5000,
    data: { ...example, leadId, owner },
  } as unknown as Alert;
};
const all = { after: null, limit: 10 };

describe('the book of alerts', () => {
  it('keeps an alert as it was first recorded, however often it comes', async () => {
    const [one, other] = [
      alert('once', 'L-1', 'ae-1', 'sla.breached.v1'),
      alert('once', 'L-2', 'ae-1', 'lead.waiting.v1'),
    ];
    expect(await book.unknown('once', [one, other])).toEqual([one, other]);
    await book.record([one], 10_000);
    await book.record([{ ...one, occurredAt: 6000 }, other], 20_000);
    expect(await book.unknown('once', [one, other])).toEqual([]);
    expect(await book.unknown('elsewhere', [one])).toEqual([one]);
    expect((await book.page('once', {}, all)).alerts).toEqual([
      { ...other, recordedAt: 20_000 },
      { ...one, recordedAt: 10_000 },
    ]);
  });

  it('is read newest first, page by page, by type, owner and moment, each workspace for itself', async () => {
    for (let nth = 0; nth < 6; nth++)
      await book.record(
        [alert('pages', `L-${nth}`, `ae-${nth % 2}`, nth < 3 ? 'sla.breached.v1' : 'lead.waiting.v1')],
        1000 * Math.floor(nth / 2),
      );
    await book.record([alert('others', 'L-1', 'ae-1', 'sla.breached.v1')], 9000);
    const seen: string[] = [];
    let after: Parameters<AlertBook['page']>[2]['after'] = null;
    do {
      const page: Awaited<ReturnType<AlertBook['page']>> = await book.page('pages', {}, { after, limit: 2 });
      seen.push(...page.alerts.map(({ data }) => data.leadId));
      after = page.next;
    } while (after);
    expect([...seen].sort()).toEqual(['L-0', 'L-1', 'L-2', 'L-3', 'L-4', 'L-5']);
    expect([new Set(seen.slice(0, 2)), new Set(seen.slice(4))]).toEqual([
      new Set(['L-4', 'L-5']),
      new Set(['L-0', 'L-1']),
    ]);
    const found = async (filters: Parameters<AlertBook['page']>[1]) =>
      (await book.page('pages', filters, all)).alerts.map(({ data }) => data.leadId).sort();
    expect(await found({ type: 'sla.breached.v1', owner: 'ae-0' })).toEqual(['L-0', 'L-2']);
    expect(await found({ since: 2000 })).toEqual(['L-4', 'L-5']);
    expect(await found({ owner: 'nobody' })).toEqual([]);
  });

  it('notes when a workspace was looked at, and never goes back', async () => {
    expect(await book.lastLook('looks')).toBeNull();
    await book.noteLook('looks', { judgedAt: 5000, asOf: 7 });
    await book.noteLook('looks', { judgedAt: 4000, asOf: 6 });
    expect(await book.lastLook('looks')).toEqual({ judgedAt: 5000, asOf: 7 });
  });

  it('an id depends on workspace, lead, clock and start, and on nothing else', () => {
    const ids = [
      alertIdOf('a', 'L', 'contact', 1),
      alertIdOf('b', 'L', 'contact', 1),
      alertIdOf('a', 'M', 'contact', 1),
      alertIdOf('a', 'L', 'intent', 1),
      alertIdOf('a', 'L', 'contact', 2),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(alertIdOf('a', 'L', 'contact', 1)).toBe(ids[0]);
  });
});
