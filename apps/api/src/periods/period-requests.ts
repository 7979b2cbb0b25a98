import { PeriodNameSchema } from '@touchstone/contracts';
import { z } from 'zod';
import { asOf, filtering, grouping, sharing, creditQueryOf } from '../attribution/shared-parameters.js';
import { badParameters } from '../query.js';

/** Body of `POST /v1/periods/{period}/close`; it may be left out. */
export const CloseRequestSchema = z
  .strictObject({
    note: z
      .string('is a text')
      .trim()
      .max(1000, 'has at most 1000 characters')
      .optional()
      .meta({ description: 'Why, for people.', examples: ['Reported to the board.'] }),
    reclose: z.boolean('is true or false').default(false).meta({
      description: 'Close a period that is closed already; the closing before stays in its history.',
    }),
  })
  .meta({ description: 'How to close the period.' });

export type CloseRequest = z.output<typeof CloseRequestSchema>;

/** `GET /v1/periods` has none. */
export const NoParametersSchema = z.strictObject({});

/** Parameters of `GET /v1/periods/{period}`. */
export const periodQuery = creditQueryOf({
  ...sharing,
  ...grouping,
  ...filtering,
  asOf: asOf.asOf.meta({
    description:
      'What stands beside the closed figures: a position, an RFC 3339 time, or a day; without it, now.',
    examples: ['48213'],
  }),
});

export type PeriodRequest = z.output<typeof periodQuery.schema>;

/** The name of a period in a path. @throws Fault `invalid_request` */
export function periodNamed(text: string): string {
  const name = PeriodNameSchema.safeParse(text);
  if (name.success) return name.data;
  throw badParameters([{ parameter: 'period', detail: name.error.issues[0]!.message }]);
}
