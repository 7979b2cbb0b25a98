import { oneOf, ruleNames } from '@touchstone/contracts';
import { z } from 'zod';
import { sharing, window } from '../attribution/shared-parameters.js';

/** Parameters come as they do in query strings; in JSON they may be what they are. */
const asText = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

const { customModel: _, ...parameters } = sharing;

/** Body of `POST /v1/definitions/preview`. */
export const PreviewRequestSchema = z
  .strictObject({
    rule: oneOf(ruleNames),
    definition: z.record(z.string(), z.unknown(), 'is an object'),
    ...window,
    ...(Object.fromEntries(
      Object.entries(parameters).map(([name, schema]) => [name, z.preprocess(asText, schema)]),
    ) as unknown as typeof parameters),
  })
  .meta({ description: 'A definition to try, and the report to try it on.' });

export type PreviewRequest = z.output<typeof PreviewRequestSchema>;
