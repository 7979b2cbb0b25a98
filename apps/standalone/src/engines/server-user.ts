import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '@touchstone/runtime';

/** Who the database server runs as. */
export interface ServerUser {
  uid: number;
  gid: number;
}

const name = 'postgres';

/**
 * PostgreSQL refuses to run as root: there, the system's user `postgres` runs it, created where it is missing.
 * Undefined for everybody else: the server is ours.
 * @throws Fault `unavailable` where the user can neither be found nor created.
 */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp();
  if (known) return known;
  try {
    execFileSync('groupadd', ['--system', name], { stdio: 'ignore' });
    execFileSync('useradd', ['--system', '--gid', name, '--no-create-home', '--shell', '/bin/false', name], {
      stdio: 'ignore',
    });
  } catch {
    // told below
  }
  const created = lookUp();
  if (created) return created;
  throw new Fault(
    'unavailable',
    'PostgreSQL refuses to run as root, and a system user "postgres" could not be created: run Touchstone as another user.',
  );
}

function lookUp(): ServerUser | undefined {
  try {
    const id = (option: string): number =>
      Number(execFileSync('id', [option, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** True if the user may pass through every folder on the way to the path, and through the path itself. */
export function canReach(user: ServerUser | undefined, path: string): boolean {
  if (!user) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
