import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { allTopics, topicOf, topics } from '@touchstone/broker';
import { alertTypes, eventTypes, isEventType } from '@touchstone/contracts';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { generateDocuments } from './generate.js';

const require = createRequire(import.meta.url);
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- documents are walked by path
type Json = Record<string, any>;

let documents: Record<string, string>;
const read = (name: string) => JSON.parse(documents[`docs/generated/${name}`]!) as Json;
const types = Object.keys({ ...eventTypes, ...alertTypes }).sort();

beforeAll(async () => {
  documents = await generateDocuments();
});

describe('generated documents', () => {
  it('are the same bytes every time, one schema an event type, each ending with a newline', async () => {
    expect(await generateDocuments()).toEqual(documents);
    expect(Object.keys(documents)).toEqual([
      'docs/generated/asyncapi.json',
      'docs/generated/openapi.json',
      ...types.map((type) => `docs/generated/schemas/${type}.json`),
    ]);
    for (const text of Object.values(documents)) expect(text.endsWith('}\n')).toBe(true);
  });
});

describe('JSON Schemas of events', () => {
  const compile = (type: string) => {
    const ajv = new Ajv2020({ strict: true, keywords: ['x-personal'] });
    addFormats.default(ajv);
    return ajv.compile(read(`schemas/${type}.json`));
  };

  it.each(types)('%s takes its example and refuses an empty one', (type) => {
    const validate = compile(type);
    for (const example of read(`schemas/${type}.json`)['examples'])
      expect([validate(example), validate.errors]).toEqual([true, null]);
    expect(validate({})).toBe(false);
  });

  it('mark personal fields, and only those', () => {
    const { properties } = read('schemas/touchpoint.recorded.v1.json')['properties'].person;
    const marked = Object.keys(properties).filter((name) => properties[name]['x-personal']);
    expect(marked).toEqual(['userId', 'email', 'phone', 'firstName', 'lastName']);
  });
});

describe('AsyncAPI', () => {
  it('is a valid 3.0 document by the schema of its makers', () => {
    const schema = require('@asyncapi/specs/schemas/3.0.0-without-$id.json') as Json;
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    expect([validate(read('asyncapi.json')), validate.errors]).toEqual([true, null]);
    expect(validate({ ...read('asyncapi.json'), channels: [] })).toBe(false);
  });

  it('has every topic as a channel and every event type in the channel of its topic', () => {
    const channels = Object.values<Json>(read('asyncapi.json')['channels']);
    expect(channels.map((channel) => channel['address']).sort()).toEqual(
      allTopics.map(({ name }) => name).sort(),
    );
    for (const type of types)
      expect(channels.find((channel) => channel['messages']?.[type])?.['address']).toBe(
        isEventType(type) ? topicOf(type) : topics.alerts.name,
      );
  });

  it('has message examples that fit the payload schemas', () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const messages = Object.values<Json>(read('asyncapi.json')['components'].messages);
    expect(messages).toHaveLength(types.length + 1);
    for (const { payload, examples } of messages) {
      const validate = ajv.compile(payload);
      expect([validate(examples[0].payload), validate.errors]).toEqual([true, null]);
      expect(validate({ ...examples[0].payload, type: 'other.v1', door: 1 })).toBe(false);
    }
  });
});
