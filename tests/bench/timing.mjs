/** Wall time of work in milliseconds, with what it came to. */
export async function timed(work) {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}

/** The middle value; of an even number of them the mean of both in the middle. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
}

/**
 * Contenders in turns, each `rounds` times after one that does not count, so that a machine that is getting busier harms
 * none alone. @returns by name the median of the wall times, and the last result
 */
export async function inTurns(contenders, rounds, onTime = () => undefined) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  const results = {};
  for (let round = 0; round <= rounds; round++)
    for (const [name, work] of Object.entries(contenders)) {
      const { ms, result } = await timed(work);
      onTime(name, ms);
      if (round > 0) times[name].push(ms);
      results[name] = result;
    }
  return Object.fromEntries(
    Object.keys(contenders).map((name) => [name, { ms: median(times[name]), result: results[name] }]),
  );
}

/** The value below which 95 of 100 are. */
export const p95 = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * 0.95))];
