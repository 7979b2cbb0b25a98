import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';

type Document = Record<string, unknown> & { properties: Record<string, Record<string, unknown>> };

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...document } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return document as Document;
};

/** Parameters, body and answer of an import of files. */
export const ImportRoute = (route: {
  options: z.ZodType;
  answer: z.ZodType;
  /** What the example is, a file, and the answer to it. */
  example: { name: string; file: string; answer: unknown };
}): MethodDecorator =>
  applyDecorators(
    ...Object.entries(schemaOf(route.options, 'input').properties).map(([name, property]) => {
      const { description, ...schema } = property;
      return ApiQuery({ name, description: String(description), required: false, schema });
    }),
    ApiConsumes('text/csv'),
    ApiBody({
      schema: { type: 'string' },
      examples: { [route.example.name]: { value: route.example.file } },
    }),
    ApiResponse({
      status: 200,
      description: 'What the file is, and what became of it; durable.',
      content: {
        'application/json': { schema: schemaOf(route.answer, 'output'), example: route.example.answer },
      },
    }),
  );
