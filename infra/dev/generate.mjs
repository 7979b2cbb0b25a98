import { prepare, root } from './prepare.mjs';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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
  const left = leftBehind(documents.map(([path]) => path));
  if (process.argv.includes('--check')) {
    for (const [path] of drifted)
      process.stderr.write(`${path} differs from the code that it is made from\n`);
    for (const path of left) process.stderr.write(`${path} is made from nothing any more\n`);
    if (drifted.length + left.length > 0) {
      process.stderr.write('Run `npm run generate` and commit what it writes.\n');
      process.exitCode = 1;
    }
  } else {
    for (const path of left) rmSync(join(root, path));
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

/** Documents of types and routes that are gone. */
function leftBehind(paths) {
  const folder = join(root, 'docs', 'generated');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !paths.includes(path));
}
