import { prepare, root } from './prepare.mjs';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, ended, main } from './run.mjs';

const folder = join(root, 'tests', 'bench');
const suffix = '.bench.mjs';
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith(suffix))
      .map((file) => file.slice(0, -suffix.length))
  : [];

const help = `npm run bench -- <name> [options]

Measures the built code on real engines; numbers depend on the machine, ratios less so.

Benches: ${names.join(', ') || 'none yet'}

  --json   one JSON object and nothing else on stdout
  --help   this text; after a name, the options of that bench
`;

await main(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(help);
    return;
  }
  if (!names.includes(name)) {
    throw new CommandFailed(`There is no bench "${name}"; there is ${names.join(', ') || 'none yet'}.`);
  }
  await prepare();
  const bench = spawn(process.execPath, [join(folder, name + suffix), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = (await ended(bench)).code ?? 1;
});
