import 'reflect-metadata';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiModule, type ApiParts } from './api.module.js';
import { asyncApiDocument } from './documents/asyncapi.js';
import { eventSchemas } from './documents/event-schemas.js';
import { openApiDocument } from './documents/openapi.js';

const folder = 'docs/generated';

@Module({})
class DocumentedModule {}

/**
 * Every generated document: path within the repository -> text. The same contracts give the same bytes.
 * @param beside modules whose routes are in the OpenAPI document beside those of the API; none of their parts is used.
 */
export async function generateDocuments(
  beside: (DynamicModule | Type)[] = [],
): Promise<Record<string, string>> {
  const documents: Record<string, object> = {
    [`${folder}/asyncapi.json`]: asyncApiDocument(),
    [`${folder}/openapi.json`]: await openApi(beside),
  };
  for (const [type, schema] of Object.entries(eventSchemas()))
    documents[`${folder}/schemas/${type}.json`] = schema;
  return Object.fromEntries(
    Object.entries(documents).map(([path, document]) => [path, `${JSON.stringify(document, null, 2)}\n`]),
  );
}

async function openApi(beside: (DynamicModule | Type)[]): Promise<object> {
  // a preview builds the routes and instantiates nothing, so it needs no parts
  const parts = {} as ApiParts;
  const root = { module: DocumentedModule, imports: [ApiModule.with(parts), ...beside] };
  const app = await NestFactory.create(root, { preview: true, logger: false });
  try {
    return openApiDocument(app);
  } finally {
    await app.close();
  }
}
