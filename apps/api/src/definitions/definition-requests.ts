import { oneOf, ruleNames } from '@touchstone/contracts';
import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { inDigits, limitParameter } from '../limit-parameter.js';

const rule = oneOf(ruleNames);

/** Body of `POST /v1/definitions`; the definition itself is judged as an event's is. */
export const PublishRequestSchema = z
  .strictObject({
    rule,
    definition: z.record(z.string(), z.unknown(), 'is an object'),
    expectedVersion: z.int('is a whole number').min(0, 'is at least 0').optional().meta({
      description: 'Version that this one follows; 0: none was published. Another one in force: 409.',
    }),
  })
  .meta({ description: 'A new version of a rule: it replaces the one before as a whole.' });

export type PublishRequest = z.output<typeof PublishRequestSchema>;

export const asOfQuery = queryOf({
  asOf: z
    .string()
    .optional()
    .meta({
      description: 'In force then: a position, an RFC 3339 time, or a day (its start); without it, now.',
      examples: ['48213'],
    }),
});
export type AsOfRequest = z.output<typeof asOfQuery.schema>;

export const versionsQuery = queryOf({
  limit: limitParameter({ most: 100, usual: 20 }),
  before: inDigits(z.coerce.number('is a version').int('is a version').min(1, 'is a version'))
    .optional()
    .meta({ description: 'Only versions before this one: `nextBefore` of the page before.' }),
});
export type VersionsRequest = z.output<typeof versionsQuery.schema>;
