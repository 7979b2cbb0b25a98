import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lock = join(root, 'node_modules', '.touchstone', 'building');
const limitMs = 300_000;

/** Builds what changed, so that programs are those of the sources; of several test files one builds at a time. */
export async function build(): Promise<void> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  for (const limit = Date.now() + limitMs; !takeLock(); await sleep(200))
    if (Date.now() > limit) throw new Error(`${lock} is held for longer than a build takes`);
  try {
    await promisify(execFile)(process.execPath, ['infra/dev/prepare.mjs'], { cwd: root, env });
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** The program of a service as it ships; `build` first. */
export const programOf = (service: 'ingest' | 'projector' | 'relay' | 'api'): string =>
  join(root, 'apps', service, 'dist', 'main.js');

/** A lock that is older than any build was left by a run that was killed. */
function takeLock(): boolean {
  mkdirSync(join(lock, '..'), { recursive: true });
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > limitMs) rmSync(lock, { recursive: true, force: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
