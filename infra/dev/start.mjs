import { prepare, root } from './prepare.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main } from './run.mjs';

// In this process, not in a child: signals and the exit status are the command's own.
await main(async () => {
  await prepare();
  const command = join(root, 'apps', 'standalone', 'bin', 'touchstone.js');
  process.argv = [process.execPath, command, 'start', ...process.argv.slice(2)];
  await import(pathToFileURL(command).href);
});
