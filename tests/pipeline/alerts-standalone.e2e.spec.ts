import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { build, type RunningStandalone, startStandalone } from '../support/standalone.js';

let folder: string;
let running: RunningStandalone;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-alerts-'));
  await build();
  running = await startStandalone('--port', '0', '--data', join(folder, 'data'), '--no-demo');
}, 600_000);
afterAll(async () => {
  await running?.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

it('everything in one process tells within seconds who waits and what ran out, without Kafka', async () => {
  const { url, readKey, writeKey } = running;
  const person = { email: 'jane@acme.example' };
  const event = (type: string, hoursAgo: number, data: object) => ({
    ...{ specversion: '1.0', id: `${type}-${hoursAgo}`, source: 'test', type },
    ...{ time: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(), data },
  });
  const sent = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${writeKey}` },
    body: JSON.stringify([
      event('lead.created.v1', 3, { leadId: 'L-1', person }),
      ...[2.9, 2.8, 2.7].map((hoursAgo) =>
        event('touchpoint.recorded.v1', hoursAgo, {
          ...{ person, interaction: 'page_view', page: { path: '/pricing' } },
        }),
      ),
      event('lead.assigned.v1', 2, { leadId: 'L-1', owner: 'ae-1' }),
    ]),
  });
  expect(await sent.json()).toMatchObject({ accepted: 5, rejected: [] });
  const headers = { authorization: `Bearer ${readKey}` };
  const alerts = async () => {
    const answer = await fetch(`${url}/v1/alerts?owner=ae-1`, { headers });
    return ((await answer.json()) as { alerts: { type: string; leadId: string; links: { lead: string } }[] })
      .alerts;
  };
  await eventually(async () => (await alerts()).length === 2, 60_000);
  expect((await alerts()).map(({ type, leadId }) => `${type} ${leadId}`).sort()).toEqual([
    'lead.waiting.v1 L-1',
    'sla.breached.v1 L-1',
  ]);
  const lead = await fetch(url + (await alerts())[0]!.links.lead, { headers });
  expect(lead.status).toBe(200);
}, 120_000);
