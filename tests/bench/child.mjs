import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');

/** Batches outlive the default nursery of 16 MB: a larger one spares a fifth of the processor time of the projector. */
const nursery = '--max-semi-space-size=64';

/**
 * A Node process of the bench that tells about its memory and processor time when asked. `profileDir`: a CPU profile is
 * written there when it ends.
 */
export function startChild(file, { env = {}, args = [], profileDir } = {}) {
  const probe = [nursery, '--expose-gc', '--import', join(import.meta.dirname, 'usage-probe.mjs')];
  const profile = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, '--cpu-prof-interval=500'] : [];
  const child = spawn(process.execPath, [...probe, ...profile, join(root, file), ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines = [];
  const waiting = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 200) lines.shift();
      for (const one of waiting) if (line.includes(one.text)) one.resolve(line);
    });
  const gone = once(child, 'exit');
  return {
    /** Resolves with the first line of output that holds the text; rejects when the process ends without it. */
    line: (text) =>
      Promise.race([
        new Promise((resolve) => waiting.push({ text, resolve })),
        gone.then(() => {
          throw new Error(`${file} ended:\n${lines.join('\n')}`);
        }),
      ]),
    async usage() {
      const answer = once(child, 'message');
      child.send('usage');
      return (await answer)[0];
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await gone;
    },
  };
}
