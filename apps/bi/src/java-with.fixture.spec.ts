import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Java that has what a test asks for. */
export interface Java {
  /** Runs a program of one file with arguments. @returns what it printed: a line each `name`, tab, value */
  run(program: string, ...args: string[]): Promise<Map<string, string>>;
  remove(): Promise<void>;
}

/**
 * A Java that compiles, with the jars of a pom, which Maven fetches into a folder of their own. Null, and a line that says what
 * is missing, where it cannot be had; in CI it has to be there. @throws what is missing there
 */
export async function javaWith(pom: string): Promise<Java | null> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-java-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const { stdout } = await run('java', ['--list-modules']);
    if (!stdout.includes('jdk.compiler'))
      throw new Error('java has no compiler: a JDK is needed, 17 or newer');
    const maven = ['-B', '-q', '-f', pom, 'dependency:copy-dependencies', `-Djars.directory=${folder}`];
    await run('mvn', maven, { maxBuffer: 64 << 20, timeout: 180_000 });
    return {
      run: async (program, ...args) => {
        const { stdout } = await run('java', ['-cp', join(folder, '*'), program, ...args], {
          maxBuffer: 64 << 20,
        });
        return new Map(
          stdout
            .trimEnd()
            .split('\n')
            .map((line) => line.split('\t', 2) as [string, string]),
        );
      },
      remove,
    };
  } catch (thrown) {
    await remove();
    if (process.env['CI']) throw thrown;
    process.stderr.write(`NOT TESTED: ${pom}, as Java and Maven are not at hand here. ${String(thrown)}\n`);
    return null;
  }
}
