import { z } from 'zod';

/** `limit` of a page: 1 to `most` items, in decimal digits; what `Number` takes besides (0x5, 1e2) is refused. */
export function limitParameter({ most, usual }: { most: number; usual: number }) {
  const problem = `is a whole number from 1 to ${most}`;
  return z
    .preprocess(
      (given) => (typeof given === 'string' && !/^-?\d+$/.test(given) ? Number.NaN : given),
      z.coerce.number(problem).int(problem).min(1, 'is at least 1').max(most, `is at most ${most}`),
    )
    .default(usual)
    .meta({ description: 'Most items of a page.', examples: [usual] });
}
