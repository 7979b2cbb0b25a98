import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiKeys } from '@touchstone/access';
import { HashedLookups } from '@touchstone/event-log';
import { IngestModule } from '@touchstone/ingest';
import { configureHttp, createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { freshDatabase } from '../../../tests/support/postgres.js';
import { generateDocuments } from './generate.js';
import { migrations } from './migrations.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- documents are walked by path
type Json = Record<string, any>;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let app: INestApplication;
let url: string;
let paths: Json;
let examples: [path: string, name: string, body: Json][];

beforeAll(async () => {
  database = await freshDatabase();
  await migratePostgres(database.url, migrations);
  pool = openPool(database.url);
  const parts = { pool, keys: new ApiKeys(pool), personalData: new HashedLookups('ab'.repeat(32)) };
  app = await NestFactory.create(IngestModule.with(parts), { bodyParser: false, logger: false });
  configureHttp(app, createLogger('test', 'silent'));
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  ({ paths } = JSON.parse((await generateDocuments())['docs/generated/openapi.json']!) as { paths: Json });
  examples = Object.entries<Json>(paths).flatMap(([path, { post }]) =>
    Object.entries<Json>(post?.requestBody.content['application/json']?.examples ?? {}).map(
      ([name, { value }]): [string, string, Json] => [path, name, value],
    ),
  );
});
afterAll(async () => {
  await app.close();
  await pool.end();
  await database.drop();
});

it('documents bodies that the real door takes, each on its own path', async () => {
  const doors = examples.filter(([path]) => !path.includes('{') && !path.startsWith('/v1/definitions'));
  expect(doors.map(([path]) => path.replace('/v1/', ''))).toEqual(
    expect.arrayContaining(['events', 'batch', 'import', 'b', 'alias', 'a', 'group', 'g', 'identify', 'i']),
  );
  for (const [nth, [path, name, body]] of doors.entries()) {
    const { key } = await new ApiKeys(pool).create(`w-${nth}`, 'door', ['ingest:write']);
    const answer = await post(path, key, body);
    const count = Array.isArray(body) ? body.length : (body['batch']?.length ?? 1);
    expect([path, name, answer]).toEqual([
      path,
      name,
      { status: 200, body: { accepted: count, duplicates: 0, ignored: 0, rejected: [] } },
    ]);
  }
});

it('documents a file of spend, and what the real door answers to it', async () => {
  const { post: route } = paths['/v1/imports/spend'];
  const [{ value }] = Object.values<Json>(route.requestBody.content['text/csv'].examples) as [Json];
  const { key } = await new ApiKeys(pool).create('w-spend', 'import', ['ingest:write']);
  const answer = await fetch(`${url}/v1/imports/spend`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: value as unknown as string,
  });
  expect(await answer.json()).toEqual(route.responses['200'].content['application/json'].example);
});

it('documents bodies that the real quarantine takes', async () => {
  const decisions = examples.filter(([path]) => path.startsWith('/v1/quarantine/'));
  expect(decisions.map(([path]) => path)).toEqual([
    '/v1/quarantine/{id}/dismiss',
    '/v1/quarantine/{id}/replay',
  ]);
  const { key } = await new ApiKeys(pool).create('w', 'both', ['ingest:write', 'admin']);
  for (const [path, , body] of decisions) {
    await post('/v1/events', key, { nothing: 'much' });
    const list = await fetch(`${url}/v1/quarantine`, { headers: { authorization: `Bearer ${key}` } });
    const { quarantineId } = ((await list.json()) as Json)['messages'][0];
    expect(await post(path.replace('{id}', quarantineId), key, body)).toMatchObject({ status: 200 });
  }
});

async function post(path: string, key: string, body: Json): Promise<{ status: number; body: Json }> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Json };
}
