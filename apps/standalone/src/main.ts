import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addBi } from './commands/bi.js';
import { addImport } from './commands/import.js';
import { addKeys } from './commands/keys.js';
import { addPublish } from './commands/publish.js';
import { addRebuild } from './commands/rebuild.js';
import { addStart } from './commands/start.js';
import { addTopics } from './commands/topics.js';
import { describeFailure } from './failure.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('touchstone')
  .version(version)
  .description('Touches that become numbers one can test: attribution that sums to the CRM.')
  .showHelpAfterError('(--help tells more)');
for (const add of [addStart, addPublish, addImport, addTopics, addKeys, addRebuild, addBi]) add(program);
refuseExcess(program);

try {
  await program.parseAsync();
} catch (thrown) {
  process.stderr.write(`${describeFailure(thrown)}\n`);
  process.exitCode = 1;
}

/** `start once` meant `start --once`: a word too many is an error, not nothing. */
function refuseExcess(command: Command): void {
  command.allowExcessArguments(false);
  command.commands.forEach(refuseExcess);
}
