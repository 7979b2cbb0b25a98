import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { addBi } from './bi.js';
import { biServer } from './bi-server.js';

let said: { out: string; err: string };
let url: string | undefined;

beforeEach(() => {
  said = { out: '', err: '' };
  url = process.env['CLICKHOUSE_URL'];
  delete process.env['CLICKHOUSE_URL'];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((said.out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((said.err += String(text)), true));
});

afterEach(() => {
  jest.restoreAllMocks();
  if (url !== undefined) process.env['CLICKHOUSE_URL'] = url;
});

async function touchstone(...words: string[]): Promise<void> {
  const program = new Command().exitOverride();
  addBi(program);
  const all = (command: Command): void => {
    command.exitOverride();
    command.commands.forEach(all);
  };
  all(program);
  await program.parseAsync(['bi', ...words], { from: 'user' });
}
const grafana = ['--tool', 'grafana', '--workspace', 'acme'];
const server = (address: string) => ['--clickhouse', address, '--print-sql'];

it('statements that are printed say whom they take Touchstone for, and whether anybody said so', async () => {
  await touchstone('grant', ...grafana, '--print-sql');
  expect(said.out).toMatch(/^-- facts in database touchstone, .* user touchstone: assumed, as no server/);
  said.out = '';
  await touchstone('grant', ...grafana, ...server('http://own:x@db:8123/facts'));
  expect(said.out).toMatch(/^-- facts in database facts, Touchstone connects as user own\n/);
  expect(said.out).toContain('ON `facts`.`touches` FOR SELECT USING 1 TO `own`');
});

it('statements for a server that nobody named claim neither its address nor that they ran', async () => {
  await touchstone('grant', ...grafana, '--print-sql');
  expect(said.err).toMatch(/^host {6}of your ClickHouse server$/m);
  expect(said.err).toMatch(/^port {6}of its HTTP/m);
  expect(said.err).not.toContain('localhost');
  expect(said.err).not.toContain('is replaced');
  expect(said.err).toContain('once the statements have run');
});

it('--print-sql --json is one JSON object: statements, and what is to be told to the tool', async () => {
  await touchstone('grant', ...grafana, ...server('http://own:x@db:8124/facts'), '--json');
  const printed = JSON.parse(said.out) as { statements: string[]; password: string };
  expect(printed).toMatchObject({
    ...{ host: 'db', port: 8124, tls: false, database: 'bi', user: 'touchstone_bi_grafana_acme' },
    writtenFor: { database: 'facts', user: 'own', isAssumed: false },
  });
  const hash = createHash('sha256').update(printed.password).digest('hex');
  expect(printed.statements.filter((sql) => sql.includes(hash))).toHaveLength(1);
  expect(said.err).toBe('');

  said.out = '';
  await touchstone('grant', ...grafana, '--print-sql', '--json');
  expect(JSON.parse(said.out)).toMatchObject({ host: null, port: null, writtenFor: { isAssumed: true } });
  for (const words of [['revoke', ...grafana], ['list']]) {
    said.out = '';
    await touchstone(...words, '--print-sql', '--json');
    const { statements } = JSON.parse(said.out) as { statements: string[] };
    expect(statements.join()).toMatch(/^(DROP USER|SELECT name, )/);
  }
});

it('a tool is told the port of the address, and of TLS', async () => {
  await touchstone('grant', ...grafana, ...server('https://db.example/facts'));
  expect(said.err).toMatch(/^port {6}443 \(HTTPS/m);
  said.err = '';
  await touchstone('grant', ...grafana, ...server('https://db.example:8443/facts'));
  expect(said.err).toMatch(/^port {6}8443 \(HTTPS/m);
  expect(biServer('http://db:8123/facts', false)).toMatchObject({ host: 'db', port: 8123, tls: false });
});

it('a password is new, and that is said; or it is kept', async () => {
  await touchstone('grant', ...grafana, ...server('http://db:8123/facts'));
  expect(said.out).toContain('CREATE USER OR REPLACE');
  expect(said.err).toContain('ends then');
  said = { out: '', err: '' };
  await touchstone('grant', ...grafana, ...server('http://db:8123/facts'), '--keep-password');
  expect(said.out).not.toContain('IDENTIFIED');
  expect(said.err).toMatch(/^password {2}as before$/m);
});

it('revoke and list print what they would run, as grant does', async () => {
  await touchstone('revoke', ...grafana, '--print-sql');
  expect(said.out).toContain('DROP USER IF EXISTS `touchstone_bi_grafana_acme`;\n');
  said.out = '';
  await touchstone('list', '--print-sql');
  expect(said.out).toMatch(/\nSELECT name, .* AS tool, .* AS workspace\n.*FROM system\.users\)\n.*;\n$/);
});

it.each(['', '  ', 'a\0b', '\ud800', 'long'.repeat(26)])(
  'a workspace has a name, which %j is not',
  async (workspace) => {
    await expect(
      touchstone('grant', '--tool', 'dbt', '--workspace', workspace, '--print-sql'),
    ).rejects.toMatchObject({ code: 'commander.invalidArgument' });
    expect(said.out).toBe('');
  },
);

it('without a server only printing is possible', async () => {
  await expect(touchstone('grant', ...grafana)).rejects.toThrow('name it with --clickhouse');
});

describe('on a server', () => {
  /** It answers as one of ClickHouse does, which knows two users, and rows of one workspace. */
  const ran: string[] = [];
  const clickhouse = createServer((request, response) => {
    void text(request).then((sql) => {
      ran.push(sql);
      const users = [{ name: 'touchstone_bi_dbt_a_b', tool: 'dbt', workspace: 'a_b' }];
      const rows = sql.includes('system.users')
        ? users
        : sql.includes("workspace = 'acme' LIMIT 1")
          ? [{ known: 1 }]
          : [];
      response.end(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    });
  });
  let address: string[];
  beforeAll(async () => {
    await once(clickhouse.listen(0, '127.0.0.1'), 'listening');
    const { port } = clickhouse.address() as AddressInfo;
    address = ['--clickhouse', `http://own:x@127.0.0.1:${port}/facts`];
  });
  beforeEach(() => void ran.splice(0));
  afterAll(() => void clickhouse.close());

  it('a workspace of which nothing is known is warned of, and granted', async () => {
    await touchstone('grant', ...grafana, ...address);
    expect(said.err).toBe('');
    expect(said.out).toContain('A password that this user had before is replaced by this one.');
    await touchstone('grant', '--tool', 'dbt', '--workspace', 'acne', ...address);
    expect(said.err).toMatch(/^Nothing is known of a workspace "acne" in database facts so far/);
    expect(ran.join()).toContain('CREATE USER OR REPLACE `touchstone_bi_dbt_acne`');
    said = { out: '', err: '' };
    await touchstone('grant', '--tool', 'dbt', '--workspace', 'acne', ...address, '--json');
    expect(JSON.parse(said.out)).toMatchObject({
      port: Number(address[1]!.match(/:(\d+)\//)![1]),
      isWorkspaceKnown: false,
    });
    expect(said.err).toBe('');
  });

  it('who was granted is listed by tool and workspace', async () => {
    await touchstone('list', ...address);
    expect(said.out).toMatch(/^tool +workspace +user *\ndbt +a_b +touchstone_bi_dbt_a_b *\n$/);
    said.out = '';
    await touchstone('list', ...address, '--json');
    expect(JSON.parse(said.out)).toEqual({
      users: [{ name: 'touchstone_bi_dbt_a_b', tool: 'dbt', workspace: 'a_b' }],
    });
  });

  it('--print-sql asks it nothing', async () => {
    await touchstone('grant', ...grafana, ...address, '--print-sql');
    expect(ran).toEqual([]);
  });
});
