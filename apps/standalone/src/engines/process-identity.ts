import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * What tells a process from a later one that got the same id: when it started. Null where no such process lives
 * (one that ended and was not yet collected by its parent does not).
 */
export function startOfProcess(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (existsSync('/proc/self/stat')) {
    // the name, in brackets, may hold anything; after it come the state and, as the 20th, the start in clock ticks
    const fields = readProc(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
    return fields && fields[0] !== 'Z' ? (fields[19] ?? null) : null;
  }
  return ps('lstart', pid);
}

/** Command line of a living process, its parts joined by spaces; empty where there is none. */
export function commandLineOf(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0) return '';
  if (existsSync('/proc/self/cmdline'))
    return (readProc(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
  return ps('args', pid) ?? '';
}

function readProc(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function ps(column: string, pid: number): string | null {
  try {
    return (
      execFileSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null
    );
  } catch {
    return null; // ps found no such process
  }
}
