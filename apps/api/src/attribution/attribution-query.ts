import { AttributionRequest, dimensions, reportModels } from '@touchstone/attribution';
import { z } from 'zod';
import { reportCurrency } from '../report-currency.js';
import { creditQueryOf, publishables } from './shared-parameters.js';

const { model, groupBy } = AttributionRequest.shape;

const query = creditQueryOf({
  ...AttributionRequest.shape,
  ...publishables,
  ...reportCurrency,
  asOf: z
    .string()
    .optional()
    .meta({
      description:
        'Answer as the log stood then: a position, an RFC 3339 time, or a day (its start); without it, the newest position. A position inside a commit means the end of the commit before.',
      examples: ['48213'],
    }),
});

/** Parameters of `GET /v1/attribution`: those of the report, with a time as well as a position for `asOf`. */
export const AttributionQuerySchema = query.schema;
export type AttributionQuery = z.output<typeof AttributionQuerySchema>;

/** The same as documents show it: lists are arrays of the allowed values. */
export const attributionQuery = {
  ...query,
  document: query.document.extend({
    model: z
      .array(z.union([z.enum([...reportModels, 'custom']), z.templateLiteral(['custom:', z.string()])]))
      .default(['linear'])
      .meta({ description: model.meta()?.description ?? '', examples: [['first', 'linear']] }),
    groupBy: z
      .array(z.enum(dimensions))
      .default(['channel'])
      .meta({ description: groupBy.meta()?.description ?? '', examples: [['channel', 'month']] }),
  }),
};
