import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { SpendImportAnswerSchema, spendImportExample } from '../spend/spend-import-answer.js';
import { SpendOptionsSchema } from '../spend/spend-options.js';

type Document = Record<string, unknown> & { properties: Record<string, Record<string, unknown>> };

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...document } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return document as Document;
};

/** Parameters, body and answer of the spend import. */
export const SpendImportRoute = (): MethodDecorator =>
  applyDecorators(
    ...Object.entries(schemaOf(SpendOptionsSchema, 'input').properties).map(([name, property]) => {
      const { description, ...schema } = property;
      return ApiQuery({ name, description: String(description), required: false, schema });
    }),
    ApiConsumes('text/csv'),
    ApiBody({
      schema: { type: 'string' },
      examples: { 'Google Ads': { value: spendImportExample.file } },
    }),
    ApiResponse({
      status: 200,
      description: 'What the file is, and what became of it; durable.',
      content: {
        'application/json': {
          schema: schemaOf(SpendImportAnswerSchema, 'output'),
          example: spendImportExample.answer,
        },
      },
    }),
  );
