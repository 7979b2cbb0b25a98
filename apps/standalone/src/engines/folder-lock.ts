import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { startOfProcess } from './process-identity.js';

interface Holder {
  pid: number;
  startedAt: string;
}

/**
 * Takes a lock file for this process, for as long as it lives: the lock of a process that is gone counts for nothing.
 * @returns what releases it, or the id of the process that holds it.
 */
export function takeLock(file: string): { release: () => void } | { heldBy: number } {
  const mine: Holder = { pid: process.pid, startedAt: startOfProcess(process.pid) ?? '' };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    while (!linked(draft, file)) {
      const holder = holderOf(file);
      if (holder && isAlive(holder)) return { heldBy: holder.pid };
      discard(file, holder);
    }
    return { release: () => releaseIfMine(file, mine) };
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Hard links appear whole or not at all, and only where nothing is: two processes cannot both succeed. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

const isAlive = ({ pid, startedAt }: Holder): boolean => startOfProcess(pid) === startedAt;

/** Removes a dead process's lock; one that somebody else took in this very moment is put back. */
function discard(file: string, dead: Holder | null): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return; // somebody else was faster
  }
  const removed = holderOf(aside);
  if (removed && removed.startedAt !== dead?.startedAt) linked(aside, file);
  rmSync(aside, { force: true });
}

function releaseIfMine(file: string, mine: Holder): void {
  if (holderOf(file)?.pid === mine.pid) rmSync(file, { force: true });
}
