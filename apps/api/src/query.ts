import { Fault, plainProblem } from '@touchstone/runtime';
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
 * Query parameters checked whole by a schema. Those of `lists` may be repeated and reach the schema as arrays of what
 * was given, the others as text.
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
    else if (lists.includes(name)) values[name] = given;
    else if (given.length > 1) errors.push({ parameter: name, detail: 'is given more than once' });
    else values[name] = given[0]!;
  }
  const parsed = schema.safeParse(values, { error: plainProblem });
  for (const issue of parsed.error?.issues ?? []) {
    const parameter = String(issue.path[0] ?? '');
    if (errors.some((error) => error.parameter === parameter)) continue;
    errors.push({ parameter, detail: parameter in values ? detailOf(issue) : 'is missing' });
  }
  if (errors.length > 0) throw badParameters(errors);
  return parsed.data!;
}

/** What is wrong; of a parameter that is an object, in which of its fields. */
function detailOf({ path, message }: z.core.$ZodIssue): string {
  const [, ...inside] = path;
  return typeof inside[0] === 'string' ? `${inside.join('.')}: ${message}` : message;
}

/**
 * A JSON body checked whole by a schema.
 * @throws Fault `invalid_request` with every problem; unknown fields are answered with the allowed ones.
 */
export function parseBody<Schema extends z.ZodObject>(schema: Schema, body: unknown): z.output<Schema> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Fault('invalid_request', 'The body is not a JSON object; send one.');
  const parsed = schema.safeParse(body, { error: plainProblem });
  if (parsed.success) return parsed.data;
  throw badParameters(
    parsed.error.issues.flatMap((issue): ParameterError[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((parameter) => ({
            parameter,
            detail: `is not known; allowed are ${Object.keys(schema.shape).join(', ')}`,
          }))
        : [
            {
              parameter: issue.path.join('.'),
              detail: String(issue.path[0]) in body ? issue.message : 'is missing',
            },
          ],
    ),
  );
}
