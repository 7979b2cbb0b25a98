import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A test run's folder carries the id of its process. */
export const folderPrefix = 'touchstone-tests-';

/** A test run that was killed could not stop its server: whatever belongs to no living run is ended and removed. */
export async function removeLeftovers() {
  const left = readdirSync(tmpdir()).filter((name) => isLeftover(name));
  for (const name of left) {
    const folder = join(tmpdir(), name);
    const pidFile = join(folder, 'postgres', 'postmaster.pid');
    const pid = existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : 0;
    if (pid > 0 && commandLine(pid).includes(folder)) process.kill(pid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Our own number on a folder that we did not make yet: another process had it before us. */
function isLeftover(name) {
  const pid = /^\d+$/.exec(name.slice(folderPrefix.length))?.[0];
  if (!name.startsWith(folderPrefix) || pid === undefined) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function commandLine(pid) {
  const linux = `/proc/${pid}/cmdline`;
  try {
    if (existsSync('/proc/self/cmdline')) return readFileSync(linux, 'utf8');
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
