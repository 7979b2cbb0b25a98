import { describe, expect, it } from '@jest/globals';
import { ApiKeys } from '@touchstone/access';
import { doorBench, touch } from './door.fixture.spec.js';

const bench = doorBench();
const { post, stored } = bench;

describe('the keys of the HTTP door', () => {
  const basic = (user: string) => ({
    authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}`,
  });
  const call = { type: 'page', anonymousId: 'a-1', messageId: 'm' };

  it('finds them in Basic, Bearer and the body', async () => {
    const none = { authorization: '' };
    const ways: [object, Record<string, string>][] = [
      [{ batch: [call] }, basic(bench.key)],
      [{ batch: [call] }, { authorization: `Bearer ${bench.key}` }],
      [{ batch: [call], writeKey: bench.key }, none],
      [{ batch: [{ ...call, writeKey: bench.key }] }, none],
    ];
    for (const [body, headers] of ways)
      expect(await post('/v1/batch', body, headers)).toMatchObject({ status: 200, body: { rejected: [] } });
    expect(await post('/v1/p', { ...call, writeKey: bench.key }, none)).toMatchObject({ status: 200 });
    expect(await stored()).toHaveLength(1);
  });

  it('refuses none, a wrong one and one that may only read', async () => {
    for (const path of ['/v1/events', '/v1/batch', '/v1/t', '/v1/quarantine']) {
      if (path !== '/v1/quarantine') {
        expect(await post(path, call, { authorization: '' })).toMatchObject({ status: 401 });
        expect(await post(path, call, basic('junk'))).toMatchObject({ status: 401 });
        expect(await post(path, call, basic(bench.adminKey))).toMatchObject({ status: 403 });
      }
    }
    expect(
      (await fetch(`${bench.url}/v1/quarantine`, { headers: { authorization: `Bearer ${bench.key}` } }))
        .status,
    ).toBe(403);
  });

  it('answers 404 to a disabled source, wherever it has its key, and takes nothing', async () => {
    const { info, key: disabled } = await new ApiKeys(bench.pool).create(bench.workspace, 'old shop', [
      'ingest:write',
    ]);
    await new ApiKeys(bench.pool).disable(info.keyId);
    const body = { ...call, writeKey: disabled };
    for (const answer of [
      await post('/v1/events', touch(), { authorization: `Bearer ${disabled}` }),
      await post('/v1/t', call, basic(disabled)),
      await post('/v1/t', body, { authorization: '' }),
    ])
      expect(answer).toMatchObject({
        status: 404,
        body: { code: 'not_found', detail: expect.stringContaining('source is disabled') },
      });
    expect(await stored()).toHaveLength(0);
  });

  it('lets browsers in', async () => {
    for (const path of ['/v1/events', '/v1/t', '/v1/b']) {
      const response = await fetch(bench.url + path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://site.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
    }
    const answer = await post('/v1/t', '{', { 'content-type': 'text/plain' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});
