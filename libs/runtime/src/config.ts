import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { plainProblem } from './plain-problem.js';

/** Every problem of a configuration at once, one line each. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/**
 * Reads a configuration from environment variables, checked whole.
 * `NAME_FILE` may name a file that holds NAME's value (secrets). Empty variables count as absent.
 * @throws ConfigError with all problems.
 */
export function readConfig<T extends z.ZodType>(
  schema: T,
  env: NodeJS.ProcessEnv = process.env,
): z.output<T> {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && value !== '') values[name] = value;
  const fields = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {};
  for (const name of Object.keys(fields)) {
    const file = values[`${name}_FILE`];
    if (!file || values[name]) continue;
    if (existsSync(file)) values[name] = readFileSync(file, 'utf8').trim();
    else problems.push(`${name}_FILE: there is no file ${file}`);
  }
  const parsed = schema.safeParse(values, { error: plainProblem });
  if (!parsed.success)
    problems.push(
      ...parsed.error.issues.map(({ code, path, message }) => {
        const name = path.join('.') || 'configuration';
        const what = fields[name]?.meta()?.description;
        return code === 'invalid_type' && !(name in values) && fields[name]
          ? `${name}: is missing; set it, or ${name}_FILE${what ? `: ${what}` : ''}`
          : `${name}: ${message}`;
      }),
    );
  if (problems.length > 0) throw new ConfigError(problems);
  return parsed.data as z.output<T>;
}

/** Pieces that the services' schemas are made of. */
export const configFields = {
  PORT: z.coerce.number().int().min(0).max(65535),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is a PostgreSQL URL: postgres://user:password@host:5432/database'),
  CLICKHOUSE_URL: z
    .string()
    .regex(/^(https?:\/\/|chdb:)/, 'is a ClickHouse URL: http://user:password@host:8123/database'),
  PII_KEY: z
    .string()
    .regex(
      /^[0-9a-f]{64}$/i,
      'is 32 random bytes in hex (openssl rand -hex 32); look-ups by e-mail and phone are hashed with it',
    ),
} as const;
