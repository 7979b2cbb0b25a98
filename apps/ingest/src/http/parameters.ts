import { plainly } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import type { Request } from 'express';
import type { z } from 'zod';

/** Query parameters checked whole by a schema. @throws Fault `invalid_request` that names each problem, and what is allowed */
export function parametersOf<Schema extends z.ZodObject>(
  schema: Schema,
  request: Pick<Request, 'originalUrl'>,
): z.output<Schema> {
  const query = new URL(request.originalUrl, 'http://localhost').searchParams;
  const allowed = Object.keys(schema.shape);
  const errors: { parameter: string; detail: string }[] = [];
  for (const parameter of new Set(query.keys()))
    if (!allowed.includes(parameter))
      errors.push({ parameter, detail: `is not known; allowed are ${allowed.join(', ')}` });
    else if (query.getAll(parameter).length > 1)
      errors.push({ parameter, detail: 'is given more than once' });
  const known = [...query].filter(([name]) => allowed.includes(name));
  const parsed = schema.safeParse(Object.fromEntries(known), plainly);
  for (const { path, message } of parsed.error?.issues ?? [])
    errors.push({ parameter: String(path[0] ?? ''), detail: message });
  if (errors.length === 0) return parsed.data!;
  throw new Fault(
    'invalid_request',
    errors.map(({ parameter, detail }) => `${parameter}: ${detail}`).join('; '),
    { details: { errors } },
  );
}
