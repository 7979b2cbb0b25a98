import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { forgetProjections } from '@touchstone/projector';
import { dumpProjections } from '../support/dump.js';
import { openWorkbench, type Workbench } from '../support/workbench.js';

const workspace = 'acme';
const published = (id: string, rule: string, definition: object): CloudEvent => ({
  ...{ specversion: '1.0', id, source: 'crm', type: 'rule.published.v1', time: '2026-01-01T08:00:00Z' },
  data: { rule, definition },
});
const events = [
  published('m1', 'margin', { margins: [{ from: '2026-01-01', margin: '0.8' }] }),
  // with a rule that all conversions are looked at again for
  published('w', 'workspace', { currency: 'EUR', timeZone: 'Europe/Berlin' }),
  published('m2', 'margin', {
    margins: [
      { from: '2026-01-01', margin: '0.80' },
      { from: '0001-01-01', margin: '0.123457' },
    ],
  }),
  published('m3', 'margin', { margins: [] }),
];

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
  await bench.append(workspace, events.slice(0, 1), 1);
  await bench.append(workspace, events.slice(1, 3), 2);
  await bench.append(workspace, events.slice(3), 1);
});
afterAll(() => bench.close());

const margins = async () => (await dumpProjections(bench.pool, bench.clickhouse))['facts.margins']!;

it('keeps margins as they were published, by day; rebuilt the same in other batches', async () => {
  await bench.projector({ batchEvents: 2 }).catchUp();
  const live = await margins();
  expect(live.map((row) => JSON.parse(row) as object)).toEqual([
    { workspace, position: '1', from_day: ['2026-01-01'], millionths: [800_000] },
    // the calendar of the store begins in 1900
    { workspace, position: '3', from_day: ['1900-01-01', '2026-01-01'], millionths: [123_457, 800_000] },
    { workspace, position: '4', from_day: [], millionths: [] },
  ]);
  for (const batchEvents of [1, 1000]) {
    await forgetProjections(bench.pool, bench.clickhouse);
    await bench.projector({ batchEvents }).catchUp();
    expect(await margins()).toEqual(live);
  }
});
