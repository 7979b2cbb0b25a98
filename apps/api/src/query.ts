import { Fault } from '@touchstone/runtime';
import type { Request } from 'express';
import type { z } from 'zod';

/** What is wrong with one parameter. */
export interface ParameterError {
  parameter: string;
  detail: string;
}

/** A 400 that lists every bad parameter at once. */
export function badParameters(errors: ParameterError[]): Fault {
  const texts = errors.map(({ parameter, detail }) => `${parameter}: ${detail}`);
  return new Fault('invalid_request', texts.join('; '), { details: { errors } });
}

/**
 * Query parameters checked whole by a schema. Those of `lists` may be repeated or comma-separated and reach the schema
 * as arrays, the others as text.
 * @throws Fault `invalid_request` with every problem; unknown names are answered with the allowed ones.
 */
export function parseQuery<Schema extends z.ZodObject>(
  schema: Schema,
  request: Pick<Request, 'originalUrl'>,
  lists: readonly string[] = [],
): z.output<Schema> {
  const query = new URL(request.originalUrl, 'http://localhost').searchParams;
  const allowed = Object.keys(schema.shape);
  const errors: ParameterError[] = [];
  const values: Record<string, string | string[]> = {};
  for (const name of new Set(query.keys())) {
    const given = query.getAll(name);
    if (!allowed.includes(name))
      errors.push({ parameter: name, detail: `is not known; allowed are ${allowed.join(', ')}` });
    else if (lists.includes(name)) values[name] = given.flatMap((text) => text.split(','));
    else if (given.length > 1) errors.push({ parameter: name, detail: 'is given more than once' });
    else values[name] = given[0]!;
  }
  const parsed = schema.safeParse(values);
  for (const { path, message } of parsed.error?.issues ?? [])
    errors.push({ parameter: String(path[0] ?? ''), detail: message });
  if (errors.length > 0) throw badParameters(errors);
  return parsed.data!;
}
