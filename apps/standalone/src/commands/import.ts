import type { Command } from 'commander';
import { importSpend } from './import-spend.js';
import { importTargetAccounts } from './import-target-accounts.js';

/** `touchstone import spend|target-accounts FILE` */
export function addImport(program: Command): void {
  program
    .command('import')
    .description('take files that other tools export')
    .addCommand(importSpend())
    .addCommand(importTargetAccounts());
}
