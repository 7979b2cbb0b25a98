import { describe, expect, it } from '@jest/globals';
import { ApiKeys } from '@touchstone/access';
import { TargetImportAnswerSchema, targetImportExample } from '../target-accounts/target-import-answer.js';
import { importBench } from './import-bench.fixture.spec.js';

describe('POST /v1/imports/target-accounts', () => {
  const { door, post, imported, quarantined, logged } = importBench(
    '/v1/imports/target-accounts',
    TargetImportAnswerSchema,
  );
  let sequence = 0;
  const send = async (type: string, account: object) => {
    const event = {
      ...{ specversion: '1.0', id: `s-${++sequence}`, source: 'crm', type },
      ...{ time: new Date().toISOString(), data: { account, list: 'abm' } },
    };
    const answer = await door.post('/v1/events', event, { 'content-type': 'application/cloudevents+json' });
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
    expect(answer.body).toMatchObject({
      errors: [{ parameter, detail: expect.stringContaining(detail) }],
    });
  });

  it('refuses a file without headers, and a key without the scope', async () => {
    const answer = await post('name,colour\nAcme,red');
    expect([answer.status, answer.body.detail]).toEqual([
      400,
      expect.stringContaining('send a table with domain, crm_id or both, and list'),
    ]);
    const { key: reading } = await new ApiKeys(door.pool).create(door.workspace, 'read', ['query:read']);
    expect((await post('domain,list\na.example,abm', '', reading)).status).toBe(403);
  });
});
