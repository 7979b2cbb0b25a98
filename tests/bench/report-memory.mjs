import { startChild } from './child.mjs';
import { bar, run } from './report.mjs';

/** The most memory that reports take above idle, of a process of its own that answers over the same facts. */
export async function memoryBar(env, rounds) {
  const child = startChild('tests/bench/reports-process.mjs', { env: { ...env, ROUNDS: String(rounds) } });
  try {
    const done = child.line('done');
    await child.line('idle');
    const idle = await child.usage();
    const startedAt = performance.now();
    await done;
    const took = performance.now() - startedAt;
    const { peakRssMb } = await child.usage();
    const above = peakRssMb - idle.rssMb;
    const details = { idle: `${Math.round(idle.rssMb)} MB`, peak: `${Math.round(peakRssMb)} MB` };
    return {
      bars: [bar('memory', 'memory of reports above idle', above, 1024, { unit: 'MB', atMost: true })],
      runs: [run('reports in a process of their own', rounds, took, details)],
    };
  } finally {
    await child.stop();
  }
}
