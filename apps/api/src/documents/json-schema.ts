import type { SchemaObject } from '@nestjs/swagger';
import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** JSON Schema of what a zod schema takes (or gives); fields that hold personal data carry `x-personal`. */
export function jsonSchemaOf(
  schema: z.ZodType,
  {
    io = 'input',
    target = 'draft-2020-12',
  }: { io?: 'input' | 'output'; target?: 'draft-2020-12' | 'draft-7' } = {},
): JsonSchema {
  const { $schema: _, ...document } = z.toJSONSchema(schema, {
    io,
    target,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // the format says it; zod's pattern beside it is ten lines of leap years
      if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date') delete jsonSchema.pattern;
      if (jsonSchema['personal'] !== true) return;
      delete jsonSchema['personal'];
      jsonSchema['x-personal'] = true;
    },
  });
  return document;
}

/** The same for OpenAPI 3.1, whose schemas are JSON Schema 2020-12; the types of Nest still say 3.0. */
export function openApiSchemaOf(schema: z.ZodType, io: 'input' | 'output' = 'input'): SchemaObject {
  return jsonSchemaOf(schema, { io });
}
