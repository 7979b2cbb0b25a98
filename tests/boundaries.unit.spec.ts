import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const scope = '@touchstone/';

interface Package {
  name: string;
  folder: string;
  stage: number;
  dependencies: string[];
  /** Names of the packages that tsconfig.json refers to. */
  references: string[];
}

interface SourceFile {
  path: string;
  owner: Package;
  isSpec: boolean;
  /** What it imports, types and dynamic imports included. */
  imports: string[];
  lines: number;
}

const json = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

function packageIn(folder: string): Package {
  const manifest = json(join(folder, 'package.json'));
  const { references = [] } = json(join(folder, 'tsconfig.json')) as { references?: { path: string }[] };
  return {
    name: manifest['name'] as string,
    folder,
    stage: (manifest['touchstone'] as { stage: number }).stage,
    dependencies: Object.keys((manifest['dependencies'] as object | undefined) ?? {}),
    references: references.map(
      ({ path }) => json(join(resolve(folder, path), 'package.json'))['name'] as string,
    ),
  };
}

function importsOf(path: string): string[] {
  return ts.preProcessFile(readFileSync(path, 'utf8'), true, true).importedFiles.map((file) => file.fileName);
}

function sourcesOf(owner: Package): SourceFile[] {
  return readdirSync(join(owner.folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(owner.folder, 'src', name))
    .map((path) => ({
      path: relative(root, path),
      owner,
      isSpec: path.endsWith('.spec.ts'),
      imports: importsOf(path),
      lines: readFileSync(path, 'utf8').split('\n').length - 1,
    }));
}

const packages = ['libs', 'apps'].flatMap((group) =>
  readdirSync(join(root, group))
    .map((name) => join(root, group, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map(packageIn),
);
const byName = new Map(packages.map((one) => [one.name, one]));
const sources = packages.flatMap(sourcesOf);
const shipped = sources.filter((file) => !file.isSpec);
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)));

/** `@touchstone/facts/x` -> `@touchstone/facts`; null for what is no package of ours. */
const ours = (name: string): string | null =>
  name.startsWith(scope) ? name.split('/').slice(0, 2).join('/') : null;

/** Every import of one of our packages, once a file. */
const crossings = (files: SourceFile[]) =>
  files.flatMap((file) =>
    [...new Set(file.imports.map(ours))]
      .filter((target) => target !== null)
      .map((target) => ({ file, target })),
  );

describe('boundaries', () => {
  it('sees all packages and what they import', () => {
    expect(packages.map(({ name }) => name)).toContain('@touchstone/event-log');
    expect(crossings(shipped).map(({ file, target }) => `${file.owner.name} ${target}`)).toEqual(
      expect.arrayContaining([
        '@touchstone/projector @touchstone/facts',
        '@touchstone/timeline @touchstone/event-log',
      ]),
    );
  });

  it('a package imports lower stages only', () => {
    const upwards = crossings(sources)
      .filter(({ file, target }) => !((byName.get(target)?.stage ?? Infinity) < file.owner.stage))
      .map(({ file, target }) => `${file.path} (stage ${file.owner.stage}) imports ${target}`);
    expect(upwards).toEqual([]);
  });

  it('what a package imports is among its dependencies, and its references are its dependencies', () => {
    for (const owner of packages) {
      const dependencies = owner.dependencies.filter(ours).sort();
      const undeclared = crossings(shipped.filter((file) => file.owner === owner))
        .filter(({ target }) => !dependencies.includes(target))
        .map(({ file, target }) => `${file.path} imports ${target}`);
      expect(undeclared).toEqual([]);
      expect({ of: owner.name, names: owner.references.sort() }).toEqual({
        of: owner.name,
        names: dependencies,
      });
    }
  });

  it('a package reaches into no other by a path', () => {
    const reaching = shipped.flatMap((file) =>
      file.imports
        .filter((name) => name.startsWith('.'))
        .filter((name) => {
          const target = resolve(root, dirname(file.path), name);
          return !target.startsWith(join(file.owner.folder, 'src') + sep);
        })
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(reaching).toEqual([]);
  });

  it('only the broker package knows which Kafka client it uses', () => {
    const knowing = tracked
      .filter((path) => /\.[cm]?[jt]s$/.test(path))
      .filter((path) => importsOf(join(root, path)).some((name) => /^kafkajs(\/|$)/.test(name)));
    expect(knowing.length).toBeGreaterThan(0);
    // the floor of a benchmark is the bare client, on purpose
    expect(knowing.filter((path) => !/^(libs\/broker|tests\/bench)\//.test(path))).toEqual([]);
  });

  it('no source file is longer than 400 lines', () => {
    expect(shipped.filter((file) => file.lines > 400).map((file) => file.path)).toEqual([]);
  });

  it('no folder is named for nothing in particular', () => {
    const vague = new Set(['common', 'core', 'helpers', 'lib', 'misc', 'shared', 'util', 'utils']);
    const folders = new Set(
      tracked.flatMap((path) =>
        dirname(path)
          .split('/')
          .map((_, nth, all) => all.slice(0, nth + 1).join('/')),
      ),
    );
    expect([...folders].filter((folder) => vague.has(basename(folder)))).toEqual([]);
  });

  it('no text names a place that is not in the repository', () => {
    const foreign = /\.\.\/shared\b|(?<![\w.-])\/(work|home\/\w+|Users\/\w+)\//;
    const naming = tracked.filter((path) => foreign.test(readFileSync(join(root, path), 'latin1')));
    expect(naming).toEqual([]);
    expect(foreign.test(['see', ['..', 'shared', 'x.md'].join('/')].join(' '))).toBe(true);
    expect(foreign.test(['', 'work', 'main', ''].join('/'))).toBe(true);
  });
});
