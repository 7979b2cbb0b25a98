import type { TargetImportAnswer } from '@touchstone/ingest';
import type { Command } from 'commander';
import { importCommand, importFile, type ImportOptions } from './import-file.js';

type Options = ImportOptions & { list?: string; crm?: string };

/** `touchstone import target-accounts FILE` */
export const importTargetAccounts = (): Command =>
  importCommand('target-accounts', 'table with domain, CRM id or both, and list')
    .description('put accounts on target lists; exit status 1 if any row was rejected')
    .option('--list <name>', 'list of the rows that name none')
    .option('--crm <name>', 'CRM of ids that are not written as crm:<system>:account:<id>')
    .action((file: string, options: Options) =>
      importFile<TargetImportAnswer>(
        file,
        {
          path: 'v1/imports/target-accounts',
          told: { list: options.list, crm: options.crm },
          summaryOf,
        },
        options,
      ),
    );

/** The answer for people. */
const summaryOf = ({ rows, lists, rejected, dryRun }: TargetImportAnswer): string =>
  [
    `${rows} rows, ${rejected.length} rejected`,
    ...lists.map((one) => `${one.list}: ${one.new} new, ${one.unchanged} unchanged`),
    ...(dryRun ? ['Nothing was recorded.'] : []),
  ].join('\n');
