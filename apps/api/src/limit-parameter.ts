import { z } from 'zod';

/** A whole number in decimal digits: what `Number` takes besides (0x5, 1e2) is none to the schema. */
export const inDigits = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => (typeof given === 'string' && !/^-?\d+$/.test(given) ? Number.NaN : given), schema);

/** `limit` of a page: 1 to `most` items. */
export function limitParameter({ most, usual }: { most: number; usual: number }) {
  const problem = `is a whole number from 1 to ${most}`;
  return inDigits(
    z.coerce.number(problem).int(problem).min(1, 'is at least 1').max(most, `is at most ${most}`),
  )
    .default(usual)
    .meta({ description: 'Most items of a page.', examples: [usual] });
}
