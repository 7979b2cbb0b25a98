import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ruleExamples, ruleNames } from '@touchstone/contracts';
import request from 'supertest';
import { openApi, type TestApi } from '../api.fixture.spec.js';

let api: TestApi;
let admin: string;
let reader: string;

beforeAll(async () => {
  api = await openApi();
  admin = await api.keyOf('acme', 'admin');
  reader = await api.keyOf('acme');
});
afterAll(() => api.close());

const publish = (body: object) => api.post('/v1/definitions', admin, body);
const inForce = async (asOf?: number) =>
  (await api.get(`/v1/definitions${asOf === undefined ? '' : `?asOf=${asOf}`}`, reader).expect(200)).body
    .definitions as { rule: string; version: number; position: number; definition: object }[];

describe('definitions', () => {
  it('are the defaults until something is published', async () => {
    const definitions = await inForce();
    expect(definitions.map(({ rule, version }) => [rule, version])).toEqual(
      ruleNames.map((rule) => [rule, 0]),
    );
    expect(definitions[0]!.definition).toMatchObject({ currency: 'EUR', timeZone: 'UTC' });
  });

  it('are published as events of the log, each as its example, and are in force at once', async () => {
    for (const [nth, rule] of ruleNames.entries()) {
      const { body } = await publish(ruleExamples[rule]).expect(201);
      expect(body).toMatchObject({ rule, version: 1, position: nth + 1, source: 'touchstone:api' });
      expect(Date.now() - Date.parse(body.publishedAt as string)).toBeLessThan(60_000);
      const [event] = await api.bench.reader.at('acme', [body.position as number]);
      expect(event).toMatchObject({
        type: 'rule.published.v1',
        stream: `rule:${rule}`,
        eventId: body.eventId,
        data: { rule, definition: body.definition },
      });
    }
    expect((await inForce()).map(({ version }) => version)).toEqual(ruleNames.map(() => 1));
  });

  it('replace the version that is expected, or are refused with the one in force', async () => {
    const rules = { rule: 'channels', definition: { rules: [] } };
    expect((await publish({ ...rules, expectedVersion: 0 }).expect(409)).body).toMatchObject({
      code: 'conflict',
      version: 1,
      detail: 'expectedVersion: channels is at version 1, not 0; read it again.',
    });
    expect((await publish({ ...rules, expectedVersion: 1 }).expect(201)).body.version).toBe(2);
    const racing = await Promise.all(
      [2, 2, 2].map((expectedVersion) => publish({ ...rules, expectedVersion })),
    );
    expect(racing.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('have a history, newest first and in pages', async () => {
    const page = async (query: string) =>
      (await api.get(`/v1/definitions/channels/versions${query}`, reader).expect(200)).body as {
        versions: { version: number; definition: object }[];
        nextBefore: number | null;
      };
    const [first, second] = [await page('?limit=2'), await page('?limit=2&before=2')];
    expect([first.versions.map(({ version }) => version), first.nextBefore]).toEqual([[3, 2], 2]);
    expect([second.versions.map(({ version }) => version), second.nextBefore]).toEqual([[1], null]);
    expect(second.versions[0]!.definition).toEqual(ruleExamples.channels.definition);
    for (const before of ['0x5', '1e1', '0', '1.5']) {
      const path = `/v1/definitions/channels/versions?before=${before}`;
      const { errors } = (await api.get(path, reader).expect(400)).body as { errors: object[] };
      expect(errors).toEqual([{ parameter: 'before', detail: 'is a version' }]);
    }
    expect((await api.get('/v1/definitions/colours/versions', reader).expect(404)).body.detail).toContain(
      'workspace, channels, interactions, attribution, models, margin',
    );
  });

  it('are answered as of a position', async () => {
    await api.bench.projector().catchUp();
    const channels = async (asOf: number) => (await inForce(asOf)).find(({ rule }) => rule === 'channels');
    expect(await channels(1)).toMatchObject({ version: 0 });
    expect(await channels(2)).toMatchObject({ version: 1, position: 2 });
    const again = ruleNames.length + 1;
    expect(await channels(again)).toMatchObject({ version: 2, position: again });
    await api.get('/v1/definitions?asOf=1000', reader).expect(400);
  });

  it.each([
    [{}, /rule: is missing; definition: is missing/],
    [{ rule: 'colours', definition: {} }, /rule: allowed are workspace, channels/],
    [{ rule: 'channels', definition: {}, force: true }, /force: is not known; allowed are rule, definition/],
    [{ rule: 'channels', definition: [] }, /definition: is an object/],
    [
      { rule: 'channels', definition: { rules: [{ channel: 'x', when: {} }] } },
      /^definition.rules\[0\].when: a rule/,
    ],
    [{ rule: 'models', definition: { models: [] }, expectedVersion: -1 }, /expectedVersion: is at least 0/],
  ])('refuse %j', async (body, detail) => {
    expect((await publish(body).expect(400)).body.detail).toMatch(detail);
  });

  it('refuse what is no JSON object, or too large for an event', async () => {
    const raw = (text: string) =>
      request(api.app.getHttpServer())
        .post('/v1/definitions')
        .set('authorization', `Bearer ${admin}`)
        .send(text);
    expect((await raw('{"rule":').expect(400)).type).toBe('application/problem+json');
    await raw('[]').expect(400);
    const text = await raw('rule is channels').set('content-type', 'text/plain').expect(400);
    expect(text.body.detail).toBe('The body is not JSON; send a JSON object.');
    await raw(`{"rule":"${'x'.repeat(400_000)}"}`).expect(413);
    const hosts = Array.from({ length: 1000 }, (_, nth) => `h${nth}-${'x'.repeat(240)}.example`);
    const definition = {
      currency: 'EUR',
      timeZone: 'UTC',
      ownDomains: hosts,
      excludedReferrers: hosts.slice(0, 99),
    };
    expect((await publish({ rule: 'workspace', definition }).expect(400)).body.detail).toMatch(
      /at most 262144/,
    );
  });

  it('are published by admins only, and seen by those who read', async () => {
    await api.post('/v1/definitions', reader, ruleExamples.models).expect(403);
    await api.get('/v1/definitions', await api.keyOf('acme', 'ingest:write')).expect(403);
    const other = await api.keyOf('other');
    const { body } = await api.get('/v1/definitions', other).expect(200);
    expect((body.definitions as { version: number }[]).every(({ version }) => version === 0)).toBe(true);
  });
});
