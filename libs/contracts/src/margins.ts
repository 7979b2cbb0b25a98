import { z } from 'zod';
import { areUnique, strictObject } from './strict-object.js';
import { DaySchema } from './times.js';

const MarginSchema = strictObject({
  from: DaySchema.meta({ description: 'First day it is in force, in the workspace’s zone.' }),
  margin: z
    .string('a margin is a decimal string such as "0.80"')
    .regex(
      /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/,
      'a margin is a decimal string from "0" to "1", at most 6 decimals',
    )
    .meta({ description: 'Part of revenue that is left after the cost of serving it.', examples: ['0.80'] }),
});

/** The gross margin of a workspace, dated. */
export const MarginsSchema = strictObject({
  margins: z
    .array(MarginSchema)
    .max(500, 'at most 500 margins')
    .refine((margins) => areUnique(margins.map(({ from }) => from)), 'every margin has a day of its own'),
}).meta({
  description:
    'Gross margins, each in force from its day until the next; the first also before its day. None: reports are on revenue.',
});

export type Margins = z.infer<typeof MarginsSchema>;
