import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { generateDocuments } from './generate.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- documents are walked by path
type Json = Record<string, any>;

let document: Json;
let operations: Json[];

beforeAll(async () => {
  document = JSON.parse((await generateDocuments())['docs/generated/openapi.json']!) as Json;
  operations = Object.values<Json>(document['paths']).flatMap((path) => Object.values<Json>(path));
});

describe('the OpenAPI document', () => {
  it('is 3.1, has the ways to present a key, and the routes of all services', () => {
    const { openapi, components, security, paths, info, servers } = document;
    expect(openapi).toBe('3.1.0');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(info.version).toBe(version);
    expect(servers.map(({ url }: Json) => url)).toEqual(['/', 'http://127.0.0.1:4747']);
    expect(components.securitySchemes.bearer.bearerFormat).not.toBe('JWT'); // a key says nothing of itself
    expect(Object.keys(components.securitySchemes)).toEqual(['bearer', 'basic', 'api-key']);
    expect(security).toEqual([{ bearer: [] }, { basic: [] }, { 'api-key': [] }]);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/', '/v1/attribution', '/v1/batch', '/v1/events', '/v1/people/{id}/timeline']),
    );
  });

  it('has a unique id, a summary, an example and the problems of every operation', () => {
    expect(new Set(operations.map((operation) => operation['operationId'])).size).toBe(operations.length);
    for (const { operationId, summary, responses, requestBody, security } of operations) {
      expect(summary).toBeTruthy();
      const success = responses['200'] ?? responses['201'];
      expect([operationId, success.content['application/json'].example]).toEqual([
        operationId,
        expect.anything(),
      ]);
      for (const { examples } of Object.values<Json>(requestBody?.content ?? {}))
        expect(examples).toBeDefined();
      const isPublic = JSON.stringify(security) === '[{}]';
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(isPublic ? [] : ['400', '401', '403']));
    }
  });

  it('has examples that fit their schemas', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const contents = operations.flatMap(({ responses }) =>
      Object.values<Json>(responses).flatMap(({ content }) => Object.values<Json>(content)),
    );
    expect(contents.length).toBeGreaterThan(operations.length);
    for (const { schema, example } of contents) {
      const validate = ajv.compile(schema);
      expect([validate(example), validate.errors]).toEqual([true, null]);
    }
  });
});
