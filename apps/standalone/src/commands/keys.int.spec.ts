import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '../../../../tests/support/postgres.js';
import { biAddressNote } from '../data-folder-access.js';
import { DataFolder } from '../engines/data-folder.js';
import { addKeys } from './keys.js';

let said: { out: string; err: string };
let folder: string;
let data: DataFolder;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let given: string | undefined;

beforeAll(async () => {
  database = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), 'touchstone-keys-'));
  data = DataFolder.open(folder);
  data.write('secrets/postgres-url', database.url);
});
afterAll(async () => {
  data.close();
  rmSync(folder, { recursive: true });
  await database.drop();
});
beforeEach(() => {
  said = { out: '', err: '' };
  given = process.env['DATABASE_URL'];
  delete process.env['DATABASE_URL'];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((said.out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((said.err += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env['DATABASE_URL'];
  if (given !== undefined) process.env['DATABASE_URL'] = given;
});

async function create(scope: string, ...more: string[]): Promise<void> {
  const program = new Command().exitOverride();
  addKeys(program);
  for (const command of program.commands[0]!.commands) command.exitOverride();
  const words = ['keys', 'create', '--data', folder, '--name', 'tool', '--scope', scope];
  await program.parseAsync([...words, '--workspace', 'acme', ...more], { from: 'user' });
}
const keyAlone = /^tsk_[0-9a-f_]+\n$/;

it('a key that reads is printed alone, and beside it where BI tools use it', async () => {
  data.write(biAddressNote, 'http://127.0.0.1:8199');
  await create('query:read');
  expect(said.out).toMatch(keyAlone);
  expect(said.err).toMatch(/^BI tools connect to http:\/\/127\.0\.0\.1:8199 .* database bi\.\n$/);
});

it('where no door is open that is said', async () => {
  data.forget(biAddressNote);
  await create('query:read');
  expect(said.out).toMatch(keyAlone);
  expect(said.err).toContain('BI_PORT=off');
});

it('where servers are named, BI tools have users of their own', async () => {
  process.env['DATABASE_URL'] = database.url;
  await create('query:read');
  expect(said.out).toMatch(keyAlone);
  expect(said.err).toContain('touchstone bi grant');
});

it('nothing is said of keys that do not read, nor beside JSON', async () => {
  await create('ingest:write');
  expect(said.out).toMatch(keyAlone);
  said.out = '';
  await create('query:read', '--json');
  expect(JSON.parse(said.out)).toMatchObject({ workspace: 'acme', scopes: ['query:read'] });
  expect(said.err).toBe('');
});

it('a workspace has a name that can be stored', async () => {
  await expect(create('query:read', '--workspace', ' ')).rejects.toMatchObject({
    code: 'commander.invalidArgument',
  });
  expect(said.out).toBe('');
});
