import { z } from 'zod';

/** One of some names; what is none of them is told which are. */
export const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: () => `allowed are ${names.join(', ')}` });

/** A parameter that is true or false; false without it. */
export const flag = oneOf(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
