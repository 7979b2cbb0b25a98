const hits = new Map<string, number>();

/**
 * A named place where fault runs kill the process: with CRASHPOINT=name:n the n-th arrival here ends it at once,
 * as a power cut would. Costs one string comparison otherwise.
 */
export function crashPoint(name: string): void {
  const wanted = process.env['CRASHPOINT'];
  if (!wanted?.startsWith(`${name}:`)) return;
  const count = (hits.get(name) ?? 0) + 1;
  hits.set(name, count);
  if (count === Number(wanted.slice(name.length + 1))) process.kill(process.pid, 'SIGKILL');
}
