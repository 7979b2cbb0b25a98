import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
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
  expect(said.err).toContain('is replaced by this one');
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
  expect(said.out).toMatch(/\nSELECT name FROM system\.users .*;\n$/);
});

it.each(['', '  '])('a workspace has a name, which %j is not', async (workspace) => {
  await expect(
    touchstone('grant', '--tool', 'dbt', '--workspace', workspace, '--print-sql'),
  ).rejects.toMatchObject({ code: 'commander.invalidArgument' });
  expect(said.out).toBe('');
});

it('without a server only printing is possible', async () => {
  await expect(touchstone('grant', ...grafana)).rejects.toThrow('name it with --clickhouse');
});
