import { z } from 'zod';
import { strictObject } from './strict-object.js';

const text = z.string().trim().toLowerCase().min(1, 'an empty text matches nothing').max(500);

export const TextConditionSchema = strictObject({
  equals: text.optional(),
  startsWith: text.optional(),
  contains: text.optional(),
  oneOf: z.array(text).min(1, 'a list of at least one text').max(500).optional(),
})
  .refine(
    (condition) => Object.values(condition).some((wanted) => wanted !== undefined),
    'a condition has at least one of equals, startsWith, contains, oneOf',
  )
  .meta({ description: 'All that is given must hold. Upper and lower case are the same.' });

/** What a text has to be, in lower case; all that is given must hold. */
export type TextCondition = z.infer<typeof TextConditionSchema>;

/** Whether a text in lower case is as a condition wants it; without a condition any is. */
export function meetsText(text: string, condition: TextCondition | undefined): boolean {
  if (!condition) return true;
  const { equals, startsWith, contains, oneOf } = condition;
  return (
    (equals === undefined || text === equals) &&
    (startsWith === undefined || text.startsWith(startsWith)) &&
    (contains === undefined || text.includes(contains)) &&
    (oneOf === undefined || oneOf.includes(text))
  );
}
