import type { INestApplication } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { DocumentBuilder, type OpenAPIObject, type OperationObject, SwaggerModule } from '@nestjs/swagger';

const description = `Events in, credit out: customer timelines, journeys and attribution that sums to the CRM.

Every call carries an API key, as \`Authorization: Bearer <key>\`, as the user name of Basic authentication, or as
\`X-Api-Key: <key>\`; the key says whose workspace it is and what may be done. Failures are RFC 9457 problem documents. Times are RFC 3339 in UTC,
money is whole minor units with an ISO 4217 code (sums are strings), windows are half-open \`[from, to)\`.`;

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** OpenAPI 3.1 of every route of the application's modules, paths in alphabetical order. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Touchstone')
    .setDescription(description)
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'The host that serves this document')
    .addServer('http://127.0.0.1:4747', 'Everything in one process, as npm start runs it')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'tsk_…', description: 'An API key.' },
      'bearer',
    )
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: 'An API key as the user name, no password.' },
      'basic',
    )
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'An API key.' }, 'api-key')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('basic')
    .addSecurityRequirements('api-key')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const paths = Object.entries(document.paths).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, methods] of paths)
    for (const [method, operation] of Object.entries(methods as Record<string, OperationObject>))
      operation.operationId = operationId(method, path);
  return { ...document, paths: Object.fromEntries(paths) };
}

/** `get_v1_people_id_timeline`: one handler may serve several paths, so its name is not enough. */
function operationId(method: string, path: string): string {
  return [method, ...path.split(/\W+/)].filter(Boolean).join('_');
}

/**
 * Serves `/openapi.json` and the readable page `/docs` (swagger-ui from this machine) for all routes of the
 * application. Call it before `listen`; both need no key.
 */
export function mountDocuments(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    raw: ['json'],
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Touchstone API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
