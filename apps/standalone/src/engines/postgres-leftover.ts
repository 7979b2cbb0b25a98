import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLineOf } from './process-identity.js';

const patienceMs = { fast: 20_000, immediate: 10_000 };

/** The server that works on a data directory: its process and whether it takes connections. */
export function serverOn(directory: string): { pid: number; isReady: boolean } | null {
  const file = join(directory, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  return isServerOf(pid, directory) ? { pid, isReady: lines[7]?.trim() === 'ready' } : null;
}

/**
 * Ends the server that a killed launcher left behind, in an orderly way if it lets itself be. Any other process that
 * has its number by now is left alone.
 */
export async function stopLeftover(directory: string): Promise<void> {
  const server = serverOn(directory);
  if (server) await stopServer(server.pid, directory);
  // of a process that is gone, or is another: the server would refuse to start beside it
  rmSync(join(directory, 'postmaster.pid'), { force: true });
}

/** Stops a server and waits until it is gone: clients are cut off, everything committed is on disk. */
export async function stopServer(pid: number, directory: string): Promise<void> {
  for (const [signal, limitMs] of [
    ['SIGINT', patienceMs.fast],
    ['SIGQUIT', patienceMs.immediate],
    ['SIGKILL', patienceMs.immediate],
  ] as const) {
    if (!isServerOf(pid, directory)) return;
    process.kill(pid, signal);
    for (const until = Date.now() + limitMs; Date.now() < until; await sleep(20))
      if (!isServerOf(pid, directory)) return;
  }
}

function isServerOf(pid: number, directory: string): boolean {
  const commandLine = commandLineOf(pid);
  return commandLine.includes('postgres') && `${commandLine} `.includes(` -D ${directory} `);
}
