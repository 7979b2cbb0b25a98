import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseQuery } from './query.js';

const schema = z.strictObject({
  model: z.array(z.enum(['first', 'last'], 'is first or last')).default(['first']),
  day: z.union([z.literal('today', 'is today'), z.literal('monday', 'is monday')]),
  weights: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.object({ roles: z.object({ first: z.number('is a number') }) }))
    .optional(),
  limit: z.coerce.number('is a number').int('is whole').max(9, 'is at most 9').default(5),
});
const parse = (query: string) => parseQuery(schema, { originalUrl: `/v1/x?day=today${query}` }, ['model']);

describe('query parameters', () => {
  it.each([
    ['', { model: ['first'], limit: 5 }],
    ['&model=last', { model: ['last'], limit: 5 }],
    ['&model=last&limit=3', { model: ['last'], limit: 3 }],
    ['&model=last&model=first', { model: ['last', 'first'], limit: 5 }],
  ])('%j', (query, expected) => expect(parse(query)).toEqual({ day: 'today', ...expected }));

  it('says what is missing, and what each form of a parameter would be', () => {
    const refused = (originalUrl: string, detail: string) =>
      expect(() => parseQuery(schema, { originalUrl })).toThrow(
        expect.objectContaining({ details: { errors: [{ parameter: 'day', detail }] } }),
      );
    refused('/v1/x', 'is missing');
    refused('/v1/x?day=soon', 'is today, or is monday');
  });

  it.each([
    [
      '&models=last',
      [{ parameter: 'models', detail: 'is not known; allowed are model, day, weights, limit' }],
    ],
    [
      '&__proto__=1',
      [{ parameter: '__proto__', detail: 'is not known; allowed are model, day, weights, limit' }],
    ],
    ['&limit=1&limit=2', [{ parameter: 'limit', detail: 'is given more than once' }]],
    ['&weights={}', [{ parameter: 'weights', detail: 'roles: is missing; send an object' }]],
    ['&weights={"roles":{"first":"x"}}', [{ parameter: 'weights', detail: 'roles.first: is a number' }]],
    ['&model=', [{ parameter: 'model', detail: 'is first or last' }]],
    [
      '&model=best&limit=10&x',
      [
        { parameter: 'x', detail: 'is not known; allowed are model, day, weights, limit' },
        { parameter: 'model', detail: 'is first or last' },
        { parameter: 'limit', detail: 'is at most 9' },
      ],
    ],
  ])('%j is refused with every problem', (query, errors) =>
    expect(() => parse(query)).toThrow(
      expect.objectContaining({ code: 'invalid_request', details: { errors } }),
    ),
  );
});
