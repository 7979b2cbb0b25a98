import { z } from 'zod';

/** An object that takes these fields and no other; what it refuses it answers with the fields it takes. */
export const strictObject = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')} is not known; allowed are ${Object.keys(shape).join(', ')}`
        : undefined,
  });

/** True where no two items have the same name. */
export const areUnique = (names: readonly string[]): boolean => new Set(names).size === names.length;
