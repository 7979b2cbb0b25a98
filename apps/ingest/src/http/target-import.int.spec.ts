import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { eventLogMigrations, HashedLookups, LogReader } from '@touchstone/event-log';
import { configureHttp, createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { freshDatabase } from '../../../../tests/support/postgres.js';
import { IngestModule } from '../ingest.module.js';
import {
  type TargetImportAnswer,
  TargetImportAnswerSchema,
  targetImportExample,
} from '../target-accounts/target-import-answer.js';

describe('POST /v1/imports/target-accounts', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let pool: Pool;
  let app: INestApplication;
  let url: string;
  let workspace: string;
  let key: string;
  let sequence = 0;

  beforeAll(async () => {
    database = await freshDatabase();
    await migratePostgres(database.url, [...eventLogMigrations, ...accessMigrations]);
    pool = openPool(database.url);
    const parts = { pool, keys: new ApiKeys(pool), personalData: new HashedLookups('ab'.repeat(32)) };
    app = await NestFactory.create(IngestModule.with(parts), { bodyParser: false, logger: false });
    configureHttp(app, createLogger('test', 'silent'));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    workspace = `w-${++sequence}`;
    ({ key } = await new ApiKeys(pool).create(workspace, 'import', ['ingest:write', 'admin']));
  });

  const post = (body: string, query = '', withKey = key) =>
    fetch(`${url}/v1/imports/target-accounts${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${withKey}`, 'content-type': 'text/csv' },
      body,
    });
  const imported = async (body: string, query = ''): Promise<TargetImportAnswer> => {
    const answer = await post(body, query);
    expect(answer.status).toBe(200);
    return TargetImportAnswerSchema.parse(await answer.json());
  };
  const logged = () => new LogReader(pool).range(workspace, 0, 1_000_000);
  const quarantined = async () => {
    const answer = await fetch(`${url}/v1/quarantine`, { headers: { authorization: `Bearer ${key}` } });
    return ((await answer.json()) as { messages: { detail: string }[] }).messages;
  };
  const send = async (type: string, account: object) => {
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        ...{ specversion: '1.0', id: `s-${++sequence}`, source: 'crm', type },
        ...{ time: new Date().toISOString(), data: { account, list: 'abm' } },
      }),
    });
    expect(answer.status).toBe(200);
  };

  it('takes the file of the documents, and answers as they say', async () => {
    const { file, answer } = targetImportExample;
    expect(await imported(file, '?dryRun=true')).toEqual({ ...answer, dryRun: true, accepted: 0 });
    expect(await logged()).toEqual([]);
    expect(await quarantined()).toEqual([]);
    expect(await imported(file)).toEqual(answer);
    expect(await logged()).toMatchObject([
      {
        ...{ type: 'account.targeted.v1', source: 'import/target-accounts' },
        links: { accounts: ['crm:hubspot:account:88', 'domain:acme.example'] },
        data: { list: 'abm-2026' },
      },
      { links: { accounts: ['domain:globex.example'] } },
    ]);
    expect((await quarantined()).map(({ detail }) => detail)).toEqual([
      'line 4: domain: is empty, and so is the CRM id; give one of them',
    ]);
  });

  it('adds nothing the second time, nor for rows that say the same', async () => {
    const file = 'company domain name;record id\nacme.example;7\nwww.acme.example;7\nbeta.example;\n';
    const first = await imported(file, '?list=abm&crm=hubspot');
    expect(first).toMatchObject({
      ...{ delimiter: ';', rows: 3, accepted: 2, duplicates: 1 },
      lists: [{ list: 'abm', new: 2, unchanged: 0 }],
    });
    expect(await imported(file, '?list=abm&crm=hubspot')).toMatchObject({
      ...{ accepted: 0, duplicates: 3, lists: [{ list: 'abm', new: 0, unchanged: 2 }] },
    });
    expect(await logged()).toHaveLength(2);
    // the same accounts on another list are news
    expect(await imported(file, '?list=partners&crm=hubspot')).toMatchObject({ accepted: 2 });
  });

  it('puts on again who was taken off, and leaves who was put on by others', async () => {
    await send('account.targeted.v1', { domain: 'acme.example' });
    const file = 'domain,list\nacme.example,abm';
    expect(await imported(file)).toMatchObject({ accepted: 0, lists: [{ new: 0, unchanged: 1 }] });
    await send('account.untargeted.v1', { domain: 'acme.example' });
    expect(await imported(file)).toMatchObject({ accepted: 1, lists: [{ new: 1, unchanged: 0 }] });
    expect((await logged()).map(({ type }) => type)).toEqual([
      ...['account.targeted.v1', 'account.untargeted.v1', 'account.targeted.v1'],
    ]);
  });

  it('counts imports of the same file at the same time once', async () => {
    const file = 'domain,list\nacme.example,abm\nbeta.example,abm';
    const answers = await Promise.all(Array.from({ length: 4 }, () => imported(file)));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(2);
    expect(answers.flatMap(({ rejected }) => rejected)).toEqual([]);
    expect(await logged()).toHaveLength(2);
  });

  it('rejects rows with line and reason, and keeps the others', async () => {
    const file =
      'domain,crm_id,list\nacme,,abm\ngmail.com,,abm\n,88,abm\nbeta.example,,\n\nacme.example,,abm';
    const answer = await imported(file);
    expect(answer.rejected.map(({ line, detail }) => [line, detail])).toEqual([
      [2, expect.stringContaining('a domain is a host name such as acme.example')],
      [3, 'domain: is none of a company; give its own domain, or its CRM id'],
      [4, expect.stringContaining('such as crm=hubspot')],
      [5, expect.stringContaining('such as list=abm-2026')],
    ]);
    expect(answer).toMatchObject({ accepted: 1, rows: 5 });
    expect(await quarantined()).toHaveLength(4);
  });

  it.each([
    ['?dryRun=yes', 'dryRun', 'allowed are true, false'],
    ['?crm=Hub%20Spot', 'crm', 'such as hubspot'],
    ['?list=', 'list', 'is 1 to 200 characters'],
    ['?colour=red', 'colour', 'allowed are dryRun, list, crm'],
  ])('refuses %s', async (query, parameter, detail) => {
    const answer = await post('domain,list\nacme.example,abm', query);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ parameter, detail: expect.stringContaining(detail) }],
    });
  });

  it('refuses a file without headers, and a key without the scope', async () => {
    const answer = await post('name,colour\nAcme,red');
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      400,
      expect.stringContaining('send a table with domain, crm_id or both, and list'),
    ]);
    const { key: reading } = await new ApiKeys(pool).create(workspace, 'read', ['query:read']);
    expect((await post('domain,list\na.example,abm', '', reading)).status).toBe(403);
  });
});
