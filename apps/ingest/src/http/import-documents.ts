import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { Refused } from './route-documents.js';

type Document = Record<string, unknown> & { properties: Record<string, Record<string, unknown>> };

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...document } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return document as Document;
};

/** Status, parameters, body, answer and refusals of an import of files. */
export const ImportRoute = (route: {
  options: z.ZodType;
  answer: z.ZodType;
  /** What the example is, a file, and the answer to it. */
  example: { name: string; file: string; answer: unknown };
}): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
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
    Refused(400, 'invalid_request', 'A parameter is not allowed, or nothing can be read from the file'),
    Refused(401, 'unauthenticated', 'The key is not known'),
    Refused(403, 'forbidden', 'The key lacks the scope ingest:write'),
    Refused(413, 'too_large', 'More than 16 MB: send it in parts'),
    Refused(415, 'unsupported_media_type', 'Packed with something else than gzip'),
    Refused(429, 'rate_limited', 'Too much is under way; come again after Retry-After'),
    Refused(503, 'unavailable', 'Cannot be stored now; send it again after Retry-After'),
  );
