import { prepare, root } from './prepare.mjs';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main } from './run.mjs';

const help = `npm run generate [-- --check]

Writes the documents that are generated from the code: OpenAPI, AsyncAPI, JSON Schemas.

  --check   write nothing; exit status 1, naming them, where a committed document differs
`;

await main(async () => {
  if (process.argv.includes('--help')) {
    process.stdout.write(help);
    return;
  }
  await prepare();
  const { generateDocuments } = await import(
    pathToFileURL(join(root, 'apps', 'standalone', 'dist', 'generate.js')).href
  );
  const documents = Object.entries(await generateDocuments());
  const drifted = documents.filter(([path, content]) => committed(path) !== content);
  if (process.argv.includes('--check')) {
    for (const [path] of drifted)
      process.stderr.write(`${path} differs from the code that it is made from\n`);
    if (drifted.length > 0) process.stderr.write('Run `npm run generate` and commit what it writes.\n');
    process.exitCode = drifted.length > 0 ? 1 : 0;
  } else {
    for (const [path, content] of drifted) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  }
  process.stdout.write(
    `${documents.length} documents, ${drifted.length} of them ${process.argv.includes('--check') ? 'drifted' : 'written'}\n`,
  );
});

function committed(path) {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
