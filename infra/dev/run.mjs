import { spawn } from 'node:child_process';

/** A command that ended badly; its output was shown already. */
export class CommandFailed extends Error {}

/**
 * Runs `node` with the arguments. On a terminal its output shows as it comes, elsewhere only when it fails; always on
 * stderr, as stdout belongs to the command that the user asked for.
 * @param {{ title: string, cwd: string, env?: Record<string, string> }} options title: what is being done, for people
 * @throws CommandFailed
 */
export async function runNode(args, { title, cwd, env }) {
  const startedAt = Date.now();
  process.stderr.write(`${title} ...\n`);
  const stdio = process.stderr.isTTY ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio });
  const output = [];
  child.stdout?.on('data', (chunk) => output.push(chunk));
  child.stderr?.on('data', (chunk) => output.push(chunk));
  const { code, signal } = await ended(child);
  if (code === 0) {
    process.stderr.write(`${title}: done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
    return;
  }
  process.stderr.write(Buffer.concat(output));
  throw new CommandFailed(`${title}: failed (${signal ?? `exit status ${code}`}).`);
}

/** Resolves when the child is gone. Signals that we get meanwhile are its to handle: it gets them too. */
export async function ended(child) {
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, forward);
  }
}

/** Runs a command's work; a failure is one line on stderr and exit status 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${error instanceof CommandFailed ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
