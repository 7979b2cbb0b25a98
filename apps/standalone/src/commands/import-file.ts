import { readFileSync } from 'node:fs';
import { Fault, messageOf, type Problem } from '@touchstone/runtime';
import { Command } from 'commander';
import { noProgress, showProgress } from '../progress.js';
import { httpDoorOf, type HttpDoorOptions } from './http-door.js';
import { answer } from './output.js';

/** Options of every import. */
export interface ImportOptions extends HttpDoorOptions {
  dryRun: boolean;
  json: boolean;
}

/** What doors answer of rows that they did not take. */
interface Rejecting {
  rejected: { line: number; reason: string; detail: string }[];
}

const answerLimitMs = 600_000;

/** A command that takes a file, with the options of every import. */
export const importCommand = (name: string, fileIs: string): Command =>
  new Command(name)
    .argument('<file>', `${fileIs}; - reads stdin`)
    .option('--dry-run', 'tell what the file is, and record nothing', false)
    .option('--url <address>', 'the HTTP door (default: that of the Touchstone that runs on the data folder)')
    .option(
      '--key <key>',
      'API key with ingest:write (default: TOUCHSTONE_KEY, else the demo key of the data folder)',
    )
    .option(
      '--data <folder>',
      'data folder of a standalone Touchstone (default: TOUCHSTONE_DATA, else .touchstone)',
    )
    .option('--json', 'print one JSON object and nothing else', false);

/**
 * Sends a file to a door and prints the answer; exit status 1 if any row was rejected.
 * @param path of the door, such as `v1/imports/spend`
 * @param told what the door is told beside the file, by the names it has for it
 * @throws Fault `not_found` where the file cannot be read, `unavailable` where the door does not take it
 */
export async function importFile<Answer extends Rejecting>(
  file: string,
  {
    path,
    told,
    summaryOf,
  }: {
    path: string;
    told: Record<string, string | undefined>;
    summaryOf: (imported: Answer) => string;
  },
  options: ImportOptions,
): Promise<void> {
  const bytes = contentOf(file);
  const { url, key } = httpDoorOf(options);
  const address = new URL(path, url.endsWith('/') ? url : `${url}/`);
  for (const [name, value] of Object.entries(told))
    if (value !== undefined) address.searchParams.set(name, value);
  if (options.dryRun) address.searchParams.set('dryRun', 'true');
  const imported = await send<Answer>(address, key, bytes, options.json);
  if (!options.json)
    for (const { line, reason, detail } of imported.rejected)
      process.stderr.write(`line ${line}: ${reason}: ${detail}\n`);
  answer(options.json, imported, summaryOf(imported));
  if (imported.rejected.length > 0) process.exitCode = 1;
}

function contentOf(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    throw new Fault('not_found', `${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

const portion = 64 * 1024;

async function send<Answer>(address: URL, key: string, bytes: Buffer, isQuiet: boolean): Promise<Answer> {
  const progress = isQuiet ? noProgress : showProgress('Importing', bytes.length);
  async function* sending() {
    for (let at = 0; at < bytes.length; at += portion) {
      yield bytes.subarray(at, at + portion);
      progress.update(Math.min(at + portion, bytes.length), `${bytes.length.toLocaleString('en')} bytes`);
      await Promise.resolve();
    }
  }
  try {
    const answered = await fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
      body: ReadableStream.from(sending()),
      duplex: 'half',
      redirect: 'manual', // a redirect is no place to deliver files to
      signal: AbortSignal.timeout(answerLimitMs),
    }).catch((cause: unknown) => {
      const reason = cause instanceof Error && cause.cause ? messageOf(cause.cause) : messageOf(cause);
      throw new Fault('unavailable', `${address.origin} does not answer: ${reason}`, { cause });
    });
    if (answered.ok) return (await answered.json()) as Answer;
    const problem = (await answered.json().catch(() => ({}))) as Partial<Problem>;
    throw new Fault(
      'unavailable',
      `${address.host} answered ${answered.status}: ${problem.detail ?? answered.statusText}`,
    );
  } finally {
    progress.stop();
  }
}
