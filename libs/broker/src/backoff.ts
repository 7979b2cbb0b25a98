/** The wait in ms before attempt n + 1 after n failures (n from 1): `first`, doubled each time, never above `largest`. */
export function backoffMs(failures: number, { first, largest }: { first: number; largest: number }): number {
  return Math.min(largest, first * 2 ** Math.min(failures - 1, 30));
}
