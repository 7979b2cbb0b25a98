import { readFileSync } from 'node:fs';
import { Fault, messageOf, type Problem } from '@touchstone/runtime';
import { formatMinor } from '@touchstone/contracts';
import type { SpendImportAnswer } from '@touchstone/ingest';
import { type Command, Option } from 'commander';
import { noProgress, showProgress } from '../progress.js';
import { httpDoorOf, type HttpDoorOptions } from './http-door.js';
import { answer } from './output.js';

/** What the door is told beside the file, by the names it has for it. */
const told = ['preset', 'currency', 'platform', 'account', 'kind', 'channel', 'dayOrder'] as const;

interface Options extends HttpDoorOptions, Partial<Record<(typeof told)[number], string>> {
  dryRun: boolean;
  json: boolean;
}

const answerLimitMs = 600_000;

/** `touchstone import spend FILE` */
export function addImport(program: Command): void {
  program
    .command('import')
    .description('take files that other tools export')
    .command('spend')
    .argument('<file>', 'export of Google Ads, Meta or LinkedIn by day, or a table; - reads stdin')
    .description('record what advertising cost; exit status 1 if any row was rejected')
    .option('--dry-run', 'tell what the file is, and record nothing', false)
    .option('--preset <name>', 'google_ads, meta, linkedin or generic (default: told from the headers)')
    .option('--currency <code>', 'currency of amounts that name none')
    .option('--platform <name>', 'platform or supplier of all rows')
    .option('--account <name>', 'ad account of all rows')
    .option('--kind <kind>', 'media, tools, people, agency or other (default: that of the file, else media)')
    .option('--channel <name>', 'channel of all rows (default: rules decide)')
    .addOption(new Option('--day-order <order>', 'what 03/04/2026 is').choices(['dmy', 'mdy']))
    .option('--url <address>', 'the HTTP door (default: that of the Touchstone that runs on the data folder)')
    .option(
      '--key <key>',
      'API key with ingest:write (default: TOUCHSTONE_KEY, else the demo key of the data folder)',
    )
    .option(
      '--data <folder>',
      'data folder of a standalone Touchstone (default: TOUCHSTONE_DATA, else .touchstone)',
    )
    .option('--json', 'print one JSON object and nothing else', false)
    .action(importSpend);
}

async function importSpend(file: string, options: Options): Promise<void> {
  const bytes = contentOf(file);
  const { url, key } = httpDoorOf(options);
  const address = new URL('v1/imports/spend', url.endsWith('/') ? url : `${url}/`);
  for (const name of told) {
    const value = options[name];
    if (value !== undefined) address.searchParams.set(name, value);
  }
  if (options.dryRun) address.searchParams.set('dryRun', 'true');
  const imported = await send(address, key, bytes, options.json);
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

async function send(address: URL, key: string, bytes: Buffer, isQuiet: boolean): Promise<SpendImportAnswer> {
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
      redirect: 'manual', // a redirect is no place to deliver costs to
      signal: AbortSignal.timeout(answerLimitMs),
    }).catch((cause: unknown) => {
      const reason = cause instanceof Error && cause.cause ? messageOf(cause.cause) : messageOf(cause);
      throw new Fault('unavailable', `${address.origin} does not answer: ${reason}`, { cause });
    });
    if (answered.ok) return (await answered.json()) as SpendImportAnswer;
    const problem = (await answered.json().catch(() => ({}))) as Partial<Problem>;
    throw new Fault(
      'unavailable',
      `${address.host} answered ${answered.status}: ${problem.detail ?? answered.statusText}`,
    );
  } finally {
    progress.stop();
  }
}

/** The answer for people. */
function summaryOf(imported: SpendImportAnswer): string {
  const { preset, rows, days, totals, statements, skipped, rejected, dryRun } = imported;
  const span = days ? `, ${days.first} to ${days.last}` : '';
  const sums = totals.map(
    ({ currency, costMinor, statements: count }) =>
      `${formatMinor(costMinor, currency)} ${currency} in ${count} statements`,
  );
  return [
    `${preset}: ${rows} rows${span}`,
    ...sums,
    `${statements.new} new, ${statements.restated} restated, ${statements.unchanged} unchanged`,
    `${skipped.total} totals and ${skipped.empty} empty rows skipped, ${rejected.length} rejected`,
    ...(dryRun ? ['Nothing was recorded.'] : []),
  ].join('\n');
}
