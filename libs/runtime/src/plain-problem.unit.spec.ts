import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, configFields, plainProblem, readConfig } from './index.js';

const said = (schema: z.ZodType, value: unknown): string[] =>
  (schema.safeParse(value, { error: plainProblem }).error?.issues ?? []).map(({ message }) => message);

describe('problems in plain words', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.string(), undefined, 'is missing; send a string'],
    [z.string(), 7, 'has the wrong type; send a string'],
    [z.coerce.number(), 'x', 'is no number; send a number'],
    [z.coerce.number().int(), '1.5', 'has the wrong type; send a whole number'],
    [z.string().min(1), '', 'is empty; send at least 1 character'],
    [z.string().min(3), 'a', 'has too little; send at least 3 characters'],
    [z.string().max(3), 'abcd', 'is too long; send at most 3 characters'],
    [z.array(z.string()).min(1), [], 'is empty; send at least 1 entry'],
    [z.array(z.string()).max(1), ['a', 'b'], 'is too long; send at most 1 entry'],
    [z.number().positive(), 0, 'is too small; send more than 0'],
    [z.number().max(5), 6, 'is too large; send 5 or less'],
    [z.enum(['a', 'b']), 'c', 'is not allowed; send one of a, b'],
    [z.literal('1.0'), '2', 'is not allowed; send 1.0'],
    [z.strictObject({}), { colour: 1 }, 'has fields that are not known: colour; leave them out'],
    [z.nonoptional(z.string().optional()), undefined, 'is missing; send a value'],
    [
      z.union([z.string(), z.number()]),
      true,
      'has the wrong type; send a string, or has the wrong type; send a number',
    ],
    [z.iso.date(), 'x', 'has the wrong form; send a valid date'],
    [z.string('in its own words'), 7, 'in its own words'],
  ])('%#', (schema, value, text) => expect(said(schema, value)).toEqual([text]));

  it('say of a configuration what is missing, what it is, and never a value', () => {
    const schema = z.object({
      PORT: configFields.PORT,
      DATABASE_URL: configFields.DATABASE_URL.meta({ description: 'PostgreSQL with the log' }),
      PII_KEY: configFields.PII_KEY,
    });
    const problems = (env: Record<string, string>): string[] => {
      try {
        readConfig(schema, env);
        return [];
      } catch (thrown) {
        return (thrown as ConfigError).problems;
      }
    };
    expect(problems({ PORT: '70000', PII_KEY: 'secret' })).toEqual([
      'PORT: is too large; send 65535 or less',
      'DATABASE_URL: is missing; set it, or DATABASE_URL_FILE: PostgreSQL with the log',
      expect.stringMatching(/^PII_KEY: is 32 random bytes in hex/),
    ]);
    expect(problems({ PORT: 'http', PII_KEY: 'secret' }).join()).not.toMatch(
      /secret|http,|expected|received/i,
    );
  });
});
