import { install, root } from './prepare.mjs';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, main } from './run.mjs';

/** Options with which jest tells something instead of running tests. */
const telling = ['--help', '-h', '--version', '-v', '--listTests', '--showConfig', '--clearCache'];

await main(async () => {
  await install(); // tests run on the sources; what needs a build makes it
  const args = process.argv.slice(2);
  const jest = (options, stdout) => {
    const nodeOptions = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim();
    return ended(
      spawn(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...options], {
        cwd: root,
        env: { ...process.env, NODE_OPTIONS: nodeOptions },
        stdio: ['inherit', stdout, 'inherit'],
      }),
    );
  };
  if (args.some((arg) => telling.includes(arg))) {
    process.exitCode = (await jest(args, 'inherit')).code ?? 1;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-test-result-'));
  try {
    const resultFile = join(folder, 'result.json');
    const { code } = await jest(['--json', `--outputFile=${resultFile}`, ...args], 'ignore');
    const { passed, failed, skipped } = counts(resultFile);
    process.exitCode = code !== 0 || failed > 0 ? code || 1 : 0;
    process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A suite that could not even be loaded has no tests to count: it counts as a failure itself. */
function counts(resultFile) {
  if (!existsSync(resultFile)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(resultFile, 'utf8'));
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}
