import { formatMinor } from '@touchstone/contracts';
import type { SpendImportAnswer } from '@touchstone/ingest';
import { type Command, Option } from 'commander';
import { importCommand, importFile, type ImportOptions } from './import-file.js';

/** What the door is told beside the file, by the names it has for it. */
const told = ['preset', 'currency', 'platform', 'account', 'kind', 'channel', 'dayOrder'] as const;

type Options = ImportOptions & Partial<Record<(typeof told)[number], string>>;

/** `touchstone import spend FILE` */
export const importSpend = (): Command =>
  importCommand('spend', 'export of Google Ads, Meta or LinkedIn by day, or a table')
    .description('record what advertising cost; exit status 1 if any row was rejected')
    .option('--preset <name>', 'google_ads, meta, linkedin or generic (default: told from the headers)')
    .option('--currency <code>', 'currency of amounts that name none')
    .option('--platform <name>', 'platform or supplier of all rows')
    .option('--account <name>', 'ad account of all rows')
    .option('--kind <kind>', 'media, tools, people, agency or other (default: that of the file, else media)')
    .option('--channel <name>', 'channel of all rows (default: rules decide)')
    .addOption(new Option('--day-order <order>', 'what 03/04/2026 is').choices(['dmy', 'mdy']))
    .action((file: string, options: Options) =>
      importFile<SpendImportAnswer>(
        file,
        {
          path: 'v1/imports/spend',
          told: Object.fromEntries(told.map((name) => [name, options[name]])),
          summaryOf,
        },
        options,
      ),
    );

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
