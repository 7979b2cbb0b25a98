import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { SpendImportAnswer } from '@touchstone/ingest';
import { Command } from 'commander';
import { addImport } from './import.js';

const imported: SpendImportAnswer = {
  ...{ dryRun: true, preset: 'meta', encoding: 'utf-8', delimiter: ',', rows: 4 },
  skipped: { total: 1, empty: 0 },
  days: { first: '2026-03-01', last: '2026-03-02' },
  totals: [{ currency: 'EUR', costMinor: '123456', rows: 3, statements: 2 }],
  statements: { new: 1, restated: 1, unchanged: 0 },
  ...{ accepted: 0, duplicates: 0, rejected: [] },
};

let folder: string;
let file: string;
let server: Server;
let asked: { url: string; key: string | undefined; body: Buffer }[];
let reply: { status: number; body: object };
let said: { out: string; err: string };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-import-'));
  file = join(folder, 'spend.csv');
  asked = [];
  said = { out: '', err: '' };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      asked.push({ url, key: headers.authorization, body: Buffer.concat(chunks) });
      response
        .writeHead(reply.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said.out += String(text))));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((said.err += String(text))));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => importing('spend', ...args);

async function importing(...args: string[]): Promise<void> {
  const program = new Command('touchstone');
  addImport(program);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await program.parseAsync(['node', 'touchstone', 'import', ...args, '--url', url, '--key', 'k']);
}

it('posts the bytes of the file with what is told beside it, and prints the answer', async () => {
  reply = { status: 200, body: imported };
  const bytes = Buffer.alloc(200_000, 0xfe);
  writeFileSync(file, bytes);
  await run(file, '--dry-run', '--json', '--currency', 'EUR', '--day-order', 'dmy', '--account', 'a b');
  expect(asked).toEqual([
    {
      url: '/v1/imports/spend?currency=EUR&account=a+b&dayOrder=dmy&dryRun=true',
      key: 'Bearer k',
      body: bytes,
    },
  ]);
  expect(JSON.parse(said.out)).toEqual(imported);
  expect([said.err, process.exitCode]).toEqual(['', undefined]);
});

it('tells people what the file is, names rejected rows, and fails for them', async () => {
  const rejected = [{ line: 7, reason: 'invalid_data', detail: 'cost: is empty' }];
  reply = { status: 200, body: { ...imported, rejected } };
  writeFileSync(file, 'x');
  await run(file);
  expect(said.out).toBe(
    [
      'meta: 4 rows, 2026-03-01 to 2026-03-02',
      '1234.56 EUR in 2 statements',
      '1 new, 1 restated, 0 unchanged',
      '1 totals and 0 empty rows skipped, 1 rejected',
      'Nothing was recorded.\n',
    ].join('\n'),
  );
  expect([said.err, process.exitCode]).toEqual(['line 7: invalid_data: cost: is empty\n', 1]);
});

it('says why the door refuses, and what cannot be read or reached', async () => {
  writeFileSync(file, 'x');
  reply = { status: 400, body: { detail: 'currency: is needed' } };
  await expect(run(file)).rejects.toMatchObject({
    publicText: expect.stringContaining('answered 400: currency: is needed'),
  });
  await expect(run(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'not_found' });
  server.close();
  server.closeAllConnections();
  const program = new Command('touchstone');
  addImport(program);
  await expect(
    program.parseAsync(['node', 't', 'import', 'spend', file, '--url', 'http://127.0.0.1:9', '--key', 'k']),
  ).rejects.toMatchObject({ code: 'unavailable' });
});

it('posts target accounts with their list, and tells what comes onto it', async () => {
  const rejected = [{ line: 3, reason: 'invalid_data', detail: 'domain: is empty' }];
  reply = {
    status: 200,
    body: {
      ...{ dryRun: true, encoding: 'utf-8', delimiter: ',', rows: 4, accepted: 0, duplicates: 0, rejected },
      lists: [{ list: 'abm', new: 2, unchanged: 1 }],
    },
  };
  writeFileSync(file, 'domain');
  await importing('target-accounts', file, '--dry-run', '--list', 'abm', '--crm', 'hubspot');
  expect(asked.map(({ url, body }) => [url, body.toString()])).toEqual([
    ['/v1/imports/target-accounts?list=abm&crm=hubspot&dryRun=true', 'domain'],
  ]);
  expect(said).toEqual({
    out: '4 rows, 1 rejected\nabm: 2 new, 1 unchanged\nNothing was recorded.\n',
    err: 'line 3: invalid_data: domain: is empty\n',
  });
  expect(process.exitCode).toBe(1);
});
