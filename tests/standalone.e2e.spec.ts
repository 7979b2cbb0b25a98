import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributionAnswer } from '@touchstone/attribution';
import { serverOn } from '../apps/standalone/src/engines/postgres-leftover.js';
import { eventually } from './support/eventually.js';
import { build, run, type RunningStandalone, startStandalone, touchstone } from './support/standalone.js';

let folder: string;
let data: string;
let running: RunningStandalone | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-standalone-'));
  chmodSync(folder, 0o755);
  data = join(folder, 'data');
  await build();
}, 600_000);

afterEach(async () => {
  if (running && running.process.exitCode === null && running.process.signalCode === null)
    await running.end('SIGTERM');
  running = undefined;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = async (): Promise<RunningStandalone> =>
  (running = await startStandalone('--port', '0', '--data', data));

const database = (): { pid: number } | null => serverOn(join(data, 'postgres', 'data'));

async function report({ url, readKey }: RunningStandalone): Promise<AttributionAnswer> {
  const answer = await fetch(`${url}/v1/attribution?model=linear&from=2001-01-01&to=2001-02-01`, {
    headers: { authorization: `Bearer ${readKey}` },
  });
  return (await answer.json()) as AttributionAnswer;
}

/** A port where nobody listens. */
async function closedPort(): Promise<{ port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return address;
}

const event = (id: string, type: string, time: string, payload: object): string =>
  JSON.stringify({ specversion: '1.0', id, source: 'test', type, time, data: payload });

/** A visit, and a deal of the visitor that is won a day later, in a year of its own. */
const wonDeal = (nth: number, amountMinor: number): string[] => {
  const person = { email: `buyer${nth}@customer${nth}.example` };
  const deal = {
    dealId: `T-${nth}`,
    contacts: [{ person, primary: true }],
    amount: { amountMinor, currency: 'EUR' },
  };
  return [
    event(`visit-${nth}`, 'touchpoint.recorded.v1', '2001-01-09T10:00:00Z', {
      interaction: 'page_view',
      person,
      source: 'google',
      medium: 'cpc',
    }),
    event(`created-${nth}`, 'deal.created.v1', '2001-01-10T10:00:00Z', deal),
    event(`won-${nth}`, 'deal.won.v1', '2001-01-11T10:00:00Z', deal),
  ];
};

describe('npm start', () => {
  it('--once --json prints one JSON object and nothing else: a report that sums to the CRM', async () => {
    const { code, stdout } = await run('npm', [
      'start',
      '--',
      '--once',
      '--json',
      '--port',
      '0',
      '--data',
      data,
      '--demo-scale',
      '0.02',
    ]);
    expect(code).toBe(0);
    const { totals, rows } = JSON.parse(stdout) as AttributionAnswer;
    expect(Object.keys(totals)).toHaveLength(6);
    for (const [model, { attributedMinor, unattributedMinor, crmMinor }] of Object.entries(totals)) {
      const credit = rows
        .filter((row) => row.model === model)
        .reduce((sum, row) => sum + BigInt(row.creditMinor), 0n);
      expect(credit).toBe(BigInt(attributedMinor));
      expect(BigInt(attributedMinor) + BigInt(unattributedMinor)).toBe(BigInt(crmMinor));
      expect(BigInt(crmMinor)).toBeGreaterThan(0n);
    }
    expect(database()).toBeNull();
  }, 600_000);

  it('a second time uses what is there, and shows the same table', async () => {
    const first = await touchstone('start', '--once', '--port', '0', '--data', data);
    const second = await touchstone('start', '--once', '--port', '0', '--data', data);
    expect(first).toEqual({ code: 0, stdout: expect.stringContaining('total = CRM'), stderr: '' });
    expect(second.stdout).toBe(first.stdout);
  });

  it('shows an event that is posted in the report soon after', async () => {
    const touch = await start();
    const before = await report(touch);
    expect(before.totals['linear']!.crmMinor).toBe('0');
    const sentAt = Date.now();
    const sent = await fetch(`${touch.url}/v1/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${touch.writeKey}`,
        'content-type': 'application/cloudevents-batch+json',
      },
      body: `[${wonDeal(1, 12_345).join(',')}]`,
    });
    expect(await sent.json()).toMatchObject({ accepted: 3, rejected: [] });
    await eventually(async () => (await report(touch)).totals['linear']!.crmMinor === '12345');
    const seenAt = Date.now();
    expect((await report(touch)).rows).toMatchObject([
      { model: 'linear', channel: 'paid-search', creditMinor: '12345', conversions: 1 },
    ]);
    expect(seenAt - sentAt).toBeLessThan(10_000); // 2 s where nothing else runs
  });

  it('recovers from a launcher that was killed, and ends with its engines on SIGTERM', async () => {
    const killed = await start();
    expect(await killed.end('SIGKILL')).toBeNull();
    const left = database();
    expect(left).not.toBeNull();
    const recovered = await start();
    expect(database()!.pid).not.toBe(left!.pid);
    expect((await report(recovered)).totals['linear']!.crmMinor).toBe('12345');
    expect(await recovered.end('SIGTERM')).toBe(0);
    expect(database()).toBeNull();
    expect(recovered.stderr()).toBe('Stopping ... (once more to force it)\n');
  });

  it('says in one line that the folder or the port is taken, and changes nothing', async () => {
    const { url, process: holder } = await start();
    const port = new URL(url).port;
    expect(await touchstone('start', '--port', '0', '--data', data)).toEqual({
      code: 1,
      stdout: '',
      stderr: `The data folder ${data} is in use by another Touchstone (process ${holder.pid}): stop that one, or take another folder with --data DIR.\n`,
    });
    expect(await touchstone('start', '--port', port, '--data', join(folder, 'other'))).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${port} on 127.0.0.1 is taken: stop what listens there, or take another with --port.\n`,
    });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('knows its version, and the folders that nothing runs on', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await touchstone('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const idle = join(folder, 'idle');
    expect(await touchstone('publish', '-', '--data', idle, '--key', 'any')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`No Touchstone runs on ${idle}`),
    });
  });

  it('tells every problem of its configuration at once', async () => {
    const { code, stderr } = await touchstone('start', '--check-config', '--port', 'x', '--demo-scale', '7');
    expect(code).toBe(1);
    expect(stderr).toMatch(/2 problem\(s\)[\s\S]*PORT[\s\S]*TOUCHSTONE_DEMO_SCALE: is at most 1/);
    expect(await touchstone('start', '--check-config')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('the touchstone command', () => {
  it('publishes a file: counts every line, names the rejected, and goes on where it was left', async () => {
    await start();
    const file = join(folder, 'events.ndjson');
    const lines = [
      ...wonDeal(2, 500),
      'junk',
      '',
      wonDeal(2, 500)[0]!,
      event('typo', 'deal.one.v1', '2001-01-01T00:00:00Z', {}),
    ];
    writeFileSync(file, lines.join('\n'));
    // the folder knows the address of what runs on it
    const publish = (...more: string[]) => touchstone('publish', file, '--data', data, '--json', ...more);
    const { code, stdout, stderr } = await publish();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      accepted: 3,
      duplicates: 1,
      rejected: 2,
      rejections: [
        { line: 4, reason: 'unreadable', detail: 'is not a JSON object' },
        { line: 7, reason: 'unknown_type', detail: expect.stringContaining('is not known') },
      ],
      throughLine: 7,
      isComplete: true,
    });
    const again = await publish('--from-line', '6');
    expect(JSON.parse(again.stdout)).toMatchObject({
      accepted: 0,
      duplicates: 1,
      rejected: 1,
      throughLine: 7,
    });
  });

  it('reads stdin, and speaks to people without --json', async () => {
    const { url, writeKey } = await start();
    const bin = join('apps', 'standalone', 'bin', 'touchstone.js');
    const args = [bin, 'publish', '-', '--url', url, '--key', writeKey];
    const { code, stdout } = await run(process.execPath, args, `${wonDeal(3, 700).join('\n')}\n`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '3 accepted, 0 duplicates, 0 rejected\n' });
  });

  it('says soon which door does not answer, and how far it came', async () => {
    const { port } = await closedPort();
    const file = join(folder, 'one.ndjson');
    writeFileSync(file, wonDeal(4, 100)[0]!);
    const { code, stdout, stderr } = await touchstone(
      'publish',
      file,
      '--url',
      `http://127.0.0.1:${port}`,
      '--key',
      'any',
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '0 accepted, 0 duplicates, 0 rejected\n' });
    expect(stderr).toMatch(/^http:\/\/127.0.0.1:\d+\/v1\/events does not answer: .*ECONNREFUSED/);
    expect(stderr).toContain('go on with --from-line 1');
  });

  it('creates, lists and revokes keys of the Touchstone that runs', async () => {
    const { url } = await start();
    const keys = (...args: string[]) => touchstone('keys', ...args, '--data', data, '--json');
    const created = JSON.parse(
      (await keys('create', '--workspace', 'demo', '--name', 'probe', '--scope', 'admin')).stdout,
    );
    const ask = async (): Promise<number> =>
      (await fetch(`${url}/v1/quarantine`, { headers: { authorization: `Bearer ${created.key}` } })).status;
    expect(await ask()).toBe(200);
    expect(JSON.parse((await keys('list')).stdout).keys).toContainEqual(
      expect.objectContaining({ keyId: created.keyId, name: 'probe', scopes: ['admin'], revokedAt: null }),
    );
    expect(await keys('disable', created.keyId)).toMatchObject({ code: 1, stdout: '' }); // it is no source
    const source = JSON.parse(
      (await keys('create', '--workspace', 'demo', '--name', 'shop', '--scope', 'ingest:write')).stdout,
    );
    for (const verb of ['disable', 'enable'])
      expect(JSON.parse((await keys(verb, source.keyId)).stdout)).toEqual({ [`${verb}d`]: source.keyId });
    expect(await keys('revoke', created.keyId)).toMatchObject({ code: 0 });
    expect(await keys('revoke', created.keyId)).toMatchObject({ code: 1, stdout: '' });
    await eventually(async () => (await ask()) === 401, 40_000);
    expect(readFileSync(join(data, 'secrets', 'demo-write-key'), 'utf8')).toMatch(/^tsk_/);
  });
});
