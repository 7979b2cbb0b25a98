import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { freshDatabase } from '../../../tests/support/postgres.js';
import { accessMigrations, ApiKeys, parseApiKey, presentedKey, requireScope } from './index.js';

describe('API keys', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let pool: Pool;
  beforeAll(async () => {
    database = await freshDatabase();
    await migratePostgres(database.url, accessMigrations);
    pool = openPool(database.url);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('authenticates a live key as its workspace and scopes, and keeps no secret', async () => {
    const keys = new ApiKeys(pool);
    const { key, info } = await keys.create('acme', 'door', ['ingest:write']);
    const caller = await keys.authenticate(key);
    expect(caller).toMatchObject({ workspace: 'acme', keyId: info.keyId });
    expect(() => requireScope(caller, 'query:read')).toThrow('lacks the scope query:read');
    const { rows } = await pool.query('SELECT * FROM api_keys');
    expect(JSON.stringify(rows)).not.toContain(key.split('_')[2]);
  });

  it('refuses nothing, junk, a typo, a forged secret and a revoked key', async () => {
    let clock = 0;
    const keys = new ApiKeys(pool, () => clock);
    const { key, info } = await keys.create('acme', 'door', ['query:read']);
    const other = await keys.create('acme', 'other', ['query:read']);
    const typo = key.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(parseApiKey(typo)).toBeNull();
    for (const bad of [null, '', 'junk', typo, key.slice(0, 17) + other.key.slice(17)])
      await expect(keys.authenticate(bad)).rejects.toMatchObject({ code: 'unauthenticated' });
    const elsewhere = new ApiKeys(pool, () => clock);
    await elsewhere.authenticate(key);
    expect(await keys.revoke(info.keyId)).toBe(true);
    expect(await keys.revoke(info.keyId)).toBe(false);
    await expect(keys.authenticate(key)).rejects.toMatchObject({ code: 'unauthenticated' });
    clock = 30_000; // another process learns of it within 30 s
    await expect(elsewhere.authenticate(key)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('disables and enables a source: it may not write meanwhile, and may do what else it may', async () => {
    let clock = 0;
    const keys = new ApiKeys(pool, () => clock);
    const { key, info } = await keys.create('acme', 'door', ['ingest:write', 'query:read']);
    const reader = await keys.create('acme', 'reader', ['query:read']);
    const elsewhere = new ApiKeys(pool, () => clock);
    const mayWrite = async () => requireScope(await elsewhere.authenticate(key), 'ingest:write');
    await mayWrite();
    expect([await keys.disable(info.keyId), await keys.disable(info.keyId)]).toEqual([true, true]);
    clock = 30_000; // another process learns of it within 30 s
    await expect(mayWrite()).rejects.toMatchObject({ code: 'not_found' });
    requireScope(await elsewhere.authenticate(key), 'query:read');
    expect((await keys.list('acme')).find(({ keyId }) => keyId === info.keyId)!.disabledAt).toBeInstanceOf(
      Date,
    );
    expect(await keys.enable(info.keyId)).toBe(true);
    clock = 60_000;
    await mayWrite();
    expect(await keys.disable(reader.info.keyId)).toBe(false); // it is no source
    await keys.revoke(info.keyId);
    expect(await keys.disable(info.keyId)).toBe(false);
  });

  it('finds the key in Bearer, Basic and X-Api-Key', () => {
    const basic = `Basic ${Buffer.from('k:').toString('base64')}`;
    expect(presentedKey({ headers: { authorization: 'bearer k' } })).toBe('k');
    expect(presentedKey({ headers: { authorization: basic } })).toBe('k');
    expect(presentedKey({ headers: { 'x-api-key': 'k' } })).toBe('k');
    expect(presentedKey({ headers: {} })).toBeNull();
  });
});
