import { compareText } from './order.js';

/**
 * The key that names each set: the one with the lowest first position, ties by key. A key is offered for one set only,
 * so no two sets ever have the same name.
 */
export function survivorsOf(
  members: Iterable<{ key: string; set: number }>,
  firstPositions: ReadonlyMap<string, number>,
): Map<number, string> {
  const first = (key: string) => firstPositions.get(key) ?? Number.MAX_SAFE_INTEGER;
  const survivors = new Map<number, string>();
  for (const { key, set } of members) {
    const best = survivors.get(set);
    if (best === undefined || (first(key) - first(best) || compareText(key, best)) < 0)
      survivors.set(set, key);
  }
  return survivors;
}
