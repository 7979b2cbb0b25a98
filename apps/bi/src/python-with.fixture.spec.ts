import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python that has what a test asks for. */
export interface Python {
  /** Runs a script with arguments. @returns what it printed, JSON */
  run(script: string, ...args: string[]): Promise<Record<string, unknown>>;
  remove(): Promise<void>;
}

/**
 * A Python with packages of PyPI: the one that TEST_PYTHON names, else one of its own in a folder of its own. Null, and a
 * line that says how to get there, where it cannot be had.
 */
export async function pythonWith(packages: string[], imports: string): Promise<Python | null> {
  const given = process.env['TEST_PYTHON'];
  let folder: string | undefined;
  const remove = async () => {
    if (folder) await rm(folder, { recursive: true, force: true });
  };
  try {
    if (!given) {
      folder = await mkdtemp(join(tmpdir(), 'touchstone-python-'));
      await run('python3', ['-m', 'venv', folder]);
      await run(join(folder, 'bin', 'pip'), ['install', '--quiet', ...packages], { timeout: 180_000 });
    }
    const python = given ?? join(folder!, 'bin', 'python');
    await run(python, ['-c', `import ${imports}`]);
    return {
      run: async (script, ...args) =>
        JSON.parse((await run(python, ['-c', script, ...args])).stdout) as Record<string, unknown>,
      remove,
    };
  } catch (thrown) {
    const how = `TEST_PYTHON=/path/to/python, in which "pip install ${packages.join(' ')}" was run, tests it.`;
    process.stderr.write(`NOT TESTED: ${imports}, as it is not at hand here. ${how} ${String(thrown)}\n`);
    await remove();
    return null;
  }
}
