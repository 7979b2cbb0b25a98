import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { Query } from '../asked-query.js';
import { openApiSchemaOf } from './json-schema.js';

/** RFC 9457 problem document, as every failure is answered. */
export const ProblemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Machine-readable kind of the failure.' }),
    retry: z.boolean().meta({ description: 'True where the same call may succeed later.' }),
    errors: z
      .array(z.object({ parameter: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'Every bad parameter.' }),
  })
  .meta({ description: 'RFC 9457 problem document.' });

const problemTexts: Record<number, { code: string; detail: string }> = {
  400: { code: 'invalid_request', detail: 'limit: is at most 500' },
  401: { code: 'unauthenticated', detail: 'This API key is not known or was revoked.' },
  403: { code: 'forbidden', detail: 'This key lacks the scope query:read.' },
  404: { code: 'not_found', detail: 'Nobody of this id is known in this workspace.' },
  409: { code: 'conflict', detail: 'Another version is in force; read it again.' },
  413: { code: 'too_large', detail: 'The body has more bytes than are taken.' },
  422: { code: 'unprocessable', detail: 'This cannot be computed.' },
  503: { code: 'unavailable', detail: 'The report is not there yet; try again.' },
};

interface DocumentedAnswer {
  /** 200 where it is not named. */
  status?: 200 | 201;
  schema: z.ZodType;
  example: unknown;
  /** Statuses of failures that the route has. */
  problems: number[];
  /** The answer as text/csv, where the route has it. */
  csvExample?: string;
}

/** Documents a route's answers from their zod schema: the answer with an example, and its problems. */
export function Answers({
  status = 200,
  schema,
  example,
  problems,
  csvExample,
}: DocumentedAnswer): MethodDecorator {
  const content = {
    'application/json': { schema: openApiSchemaOf(schema, 'output'), example },
    ...(csvExample && { 'text/csv': { schema: { type: 'string' as const }, example: csvExample } }),
  };
  return applyDecorators(
    ApiResponse({ status, description: 'The answer.', content }),
    ...problems.map((status) => ApiResponse(problemAnswer(status))),
  );
}

function problemAnswer(status: number) {
  const { code, detail } = problemTexts[status]!;
  const example = {
    type: `urn:touchstone:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status,
    detail,
    code,
    retry: status >= 500,
  };
  return {
    status,
    description: STATUS_CODES[status] ?? '',
    content: { 'application/problem+json': { schema: openApiSchemaOf(ProblemSchema), example } },
  };
}

/** Documents the JSON body of a route from the zod schema that checks it; examples by name. */
export function JsonBody(schema: z.ZodType, examples: Record<string, unknown>): MethodDecorator {
  return ApiBody({
    schema: openApiSchemaOf(schema),
    examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
  });
}

/** Documents the query parameters of a route. */
export function ApiQueries(query: Query): MethodDecorator {
  const document = openApiSchemaOf(query.document);
  return applyDecorators(
    ...Object.entries(document.properties ?? {}).map(([name, property]) => {
      const { description, ...rest } = property as typeof document;
      return ApiQuery({
        name,
        ...(description !== undefined && { description }),
        required: document.required?.includes(name) ?? false,
        schema: rest,
        ...(rest.type === 'array' && { style: 'form' as const, explode: true }),
      });
    }),
  );
}
