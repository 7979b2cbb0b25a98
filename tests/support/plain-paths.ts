import type { PathSource } from '@touchstone/attribution';

/** Counts paths, each the channels of a journey's touches in order, in plain TypeScript. */
export function plainPaths(paths: readonly (readonly string[])[]): PathSource {
  const counted = <Key>(keys: Key[]): { key: Key; count: number }[] => {
    const counts = new Map<string, { key: Key; count: number }>();
    for (const key of keys) {
      const text = JSON.stringify(key);
      counts.set(text, { key, count: (counts.get(text)?.count ?? 0) + 1 });
    }
    return [...counts.values()];
  };
  return {
    transitions: () => {
      const steps = paths.flatMap((path) => {
        const states = [null, ...path.filter((channel, at) => channel !== path[at - 1]), null];
        return states.slice(1).map((to, at) => [states[at]!, to] as const);
      });
      return Promise.resolve(counted(steps).map(({ key: [from, to], count }) => ({ from, to, count })));
    },
    channelSets: () =>
      Promise.resolve(
        counted(paths.map((path) => [...new Set(path)].sort())).map(({ key, count }) => ({
          channels: key,
          count,
        })),
      ),
  };
}
