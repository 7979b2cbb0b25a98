import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = fileURLToPath(new URL('../../apps/standalone/bin/touchstone.js', import.meta.url));

/** As a person's shell has it: without what the test runner set for itself. */
function environment(): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = { ...process.env, BI_PORT: '0' }; // several run side by side
  for (const name of Object.keys(own))
    if (name === 'NODE_OPTIONS' || name.startsWith('npm_') || name.startsWith('TOUCHSTONE_'))
      delete own[name];
  return own;
}

export { build } from './built.js';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end. */
export function run(command: string, args: string[], input?: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { cwd: root, env: environment(), maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number')
          reject(new Error(`${command} did not run`, { cause: error }));
        else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
    child.stdin?.end(input);
  });
}

export const touchstone = (...args: string[]): Promise<Ended> => run(process.execPath, [bin, ...args]);

/** A standalone Touchstone that stays up. */
export interface RunningStandalone {
  url: string;
  readKey: string;
  writeKey: string;
  process: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Sends a signal and waits for the end. @returns the exit status, null where the signal ended it */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts one and waits until it says where it is. @throws with what it said where it ends before that */
export async function startStandalone(...args: string[]): Promise<RunningStandalone> {
  const child = spawn(process.execPath, [bin, 'start', ...args], { cwd: root, env: environment() });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('Ctrl-C stops it.')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${stderr}`)));
  });
  const after = (label: string): string => new RegExp(`${label} +(\\S+)`).exec(stdout)![1]!;
  return {
    url: after('runs at'),
    readKey: after('read key'),
    writeKey: after('write key'),
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    end: async (signal) => {
      const exited = once(child, 'exit') as Promise<[number | null]>;
      child.kill(signal);
      return (await exited)[0];
    },
  };
}
