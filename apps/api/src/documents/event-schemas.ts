import { alertTypes, eventTypes } from '@touchstone/contracts';
import { jsonSchemaOf } from './json-schema.js';

/** JSON Schema 2020-12 of the `data` of each event type, alerts included, by type, in alphabetical order. */
export function eventSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries({ ...eventTypes, ...alertTypes })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, { schema, examples }]) => [
        type,
        {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          $id: `urn:touchstone:schema:${type}`,
          ...jsonSchemaOf(schema),
          examples,
        },
      ]),
  );
}
