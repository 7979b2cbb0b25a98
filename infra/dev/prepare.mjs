import './node-version.mjs';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main, runNode } from './run.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const installedStamp = join(modules, '.touchstone', 'installed');
const builtStamp = join(modules, '.touchstone', 'built');

/** Makes a clone ready to run: packages as locked, and all workspaces built. Does nothing when nothing changed. */
export async function prepare() {
  await install();
  await build();
}

/** Packages only: enough for whatever runs on the sources. */
export async function install() {
  const locked = digest(readFileSync(lockFile));
  if (read(installedStamp) === locked) return;
  if (!isInstalledAsLocked()) {
    const options = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    await runNode([npmCommand(), 'ci', ...options], { title: 'Installing packages', cwd: root });
  }
  write(installedStamp, locked);
}

async function build() {
  const sources = sourcesDigest();
  if (read(builtStamp) === sources && packages().every((folder) => existsSync(join(folder, 'dist')))) return;
  const { bin } = JSON.parse(readFileSync(join(modules, 'nx', 'package.json'), 'utf8'));
  await runNode([join(modules, 'nx', bin.nx), 'run-many', '-t', 'build', '--outputStyle=static'], {
    title: 'Building',
    cwd: root,
    env: { NX_DAEMON: 'false' },
  });
  write(builtStamp, sources);
}

/** True where node_modules holds what the lock file says, whoever installed it. */
function isInstalledAsLocked() {
  const installed = read(join(modules, '.package-lock.json'));
  if (!installed) return false;
  const present = JSON.parse(installed).packages;
  const locked = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages);
  return locked
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.optional && !entry.devOptional)
    .every(([path, entry]) => present[path]?.version === entry.version && existsSync(join(root, path)));
}

/** npm as a script: the one that runs us, else the one beside node. */
function npmCommand() {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const candidates = [process.env.npm_execpath, beside].filter((path) => path && existsSync(path));
  if (candidates.length === 0) throw new Error('npm was not found beside node: start by `npm start`');
  return candidates[0];
}

const packages = () =>
  ['libs', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(root, group, name))
      .filter((folder) => existsSync(join(folder, 'package.json'))),
  );

/** Changes with every file that a build reads. By size and time of change: reading them all would cost more. */
function sourcesDigest() {
  const files = [lockFile, join(root, '.swcrc')];
  for (const folder of packages()) {
    files.push(join(folder, 'package.json'), join(folder, 'tsconfig.json'));
    for (const entry of readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && !entry.name.endsWith('.spec.ts')) files.push(join(entry.parentPath, entry.name));
    }
  }
  const states = files.sort().map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${relative(root, file)} ${size} ${mtimeMs}`;
  });
  return digest(states.join('\n'));
}

const digest = (content) => createHash('sha256').update(content).digest('hex');

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(prepare);
