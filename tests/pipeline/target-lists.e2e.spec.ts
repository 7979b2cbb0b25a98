import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { forgetProjections } from '@touchstone/projector';
import { accountIdOf } from '@touchstone/timeline';
import { dumpProjections } from '../support/dump.js';
import { openWorkbench, type Workbench } from '../support/workbench.js';

const workspace = 'acme';
let nth = 0;
const event = (type: string, account: object, more: object = {}): CloudEvent => ({
  ...{ specversion: '1.0', id: `e-${++nth}`, source: 'crm', type: `account.${type}.v1` },
  ...{ time: `2026-01-0${nth}T08:00:00Z`, data: { account, ...more } },
});
const crm = { crmIds: ['crm:x:account:1'] };
const events = [
  event('targeted', crm, { list: 'abm' }),
  event('targeted', { domain: 'acme.example' }, { list: 'abm' }),
  event('targeted', { domain: 'gmail.com' }, { list: 'abm' }), // names nobody
  event('updated', { ...crm, domain: 'www.acme.example' }),
  event('untargeted', { domain: 'acme.example' }),
];

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
  await bench.append(workspace, events, 1);
});
afterAll(() => bench.close());

const facts = async () => {
  const dump = await dumpProjections(bench.pool, bench.clickhouse);
  return { keys: dump['facts.account_keys']!, lists: dump['facts.account_lists']! };
};
const parsed = (rows: string[]) => rows.map((row) => JSON.parse(row) as Record<string, string>);

it('keeps which account a key is by version, and who is on which list; rebuilt the same in other batches', async () => {
  await bench.projector({ batchEvents: 2 }).catchUp();
  const live = await facts();
  const byCrm = accountIdOf(workspace, 'crm:x:account:1');
  expect(parsed(live.keys).map((row) => [row['account_key'], row['version'], row['account_id']])).toEqual([
    ['crm:x:account:1', '1', byCrm],
    ['domain:acme.example', '2', accountIdOf(workspace, 'domain:acme.example')],
    ['domain:acme.example', '4', byCrm],
  ]);
  expect(
    parsed(live.lists).map((row) => [row['list'], row['account_key'], row['position'], row['is_on']]),
  ).toEqual([
    ['abm', 'crm:x:account:1', '1', 1],
    ['abm', 'domain:acme.example', '2', 1],
    ['', 'domain:acme.example', '5', 0],
  ]);
  for (const batchEvents of [1, 1000]) {
    await forgetProjections(bench.pool, bench.clickhouse);
    await bench.projector({ batchEvents }).catchUp();
    expect(await facts()).toEqual(live);
  }
});
