import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A program in a process of its own. */
export interface Process {
  pid: number;
  /** What it writes, both streams. */
  output(): string;
  /** Resolves with the first match in the output; rejects when it ends without one. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Exit status, or the signal that ended it. */
  ended: Promise<number | string | null>;
  /** Sends the signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<number | string | null>;
}

const endWithParent = fileURLToPath(new URL('end-with-parent.mjs', import.meta.url));

/** Starts `node <script> ...args`, with nothing of this environment but what every program needs. */
export function startProcess(script: string, args: string[], env: Record<string, string>): Process {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  const child = spawn(process.execPath, ['--import', endWithParent, script, ...args], {
    env: { PATH, HOME, TMPDIR, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? code)),
  );
  return {
    pid: child.pid!,
    output: () => output,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output);
          if (found) resolve(found);
          if (found) listeners.delete(look);
        };
        listeners.add(look);
        look();
        void ended.then((how) =>
          reject(new Error(`${script} ended (${how}) before it said ${pattern}:\n${output}`)),
        );
      }),
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}
