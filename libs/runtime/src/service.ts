import { z } from 'zod';
import { ConfigError, readConfig } from './config.js';
import { messageOf } from './fault.js';
import { createLogger, type Logger } from './logger.js';

/** A service while it runs; `stop` finishes what is under way first. */
export interface RunningService {
  url: string;
  stop: () => Promise<void>;
}

export interface Service<Schema extends z.ZodObject> {
  name: string;
  /** One line for `--help`. */
  purpose: string;
  /** Environment variables, each with a description. */
  schema: Schema;
  serve: (config: z.output<Schema>, logger: Logger) => Promise<RunningService>;
}

/** The variables with what they mean and their defaults, a line each. */
export function configHelp(schema: z.ZodObject): string {
  return Object.entries(schema.shape as Record<string, z.ZodType>)
    .map(([name, field]) => {
      const fallback =
        field instanceof z.ZodDefault
          ? `default ${String(field.def.defaultValue)}`
          : field instanceof z.ZodOptional
            ? 'optional'
            : 'required';
      return `  ${name.padEnd(22)} ${field.meta()?.description ?? ''} (${fallback})`;
    })
    .join('\n');
}

/**
 * The whole life of a service process: `--help`, `--check-config`, a configuration checked whole, one clear line for what
 * stops it from starting, and an orderly end on SIGTERM and SIGINT. Exit status 2 for a bad configuration, else 1.
 */
export async function runService<Schema extends z.ZodObject>(service: Service<Schema>): Promise<void> {
  try {
    const flags = process.argv.slice(2);
    const unknown = flags.find((flag) => flag !== '--help' && flag !== '--check-config');
    if (unknown !== undefined) throw new Error(`${unknown} is not known; see --help`);
    if (flags.includes('--help')) {
      process.stdout.write(helpOf(service));
      return;
    }
    const config = readConfig(service.schema);
    if (flags.includes('--check-config')) {
      process.stdout.write('The configuration is valid.\n');
      return;
    }
    const level = (config as { LOG_LEVEL?: string }).LOG_LEVEL;
    const logger = createLogger(service.name, level);
    const running = await service.serve(config, logger);
    logger.info({ url: running.url }, `${service.name} runs`);
    const stop = (signal: string): void => {
      logger.info({ signal }, 'stopping: what is under way is finished first');
      running.stop().catch(fail);
    };
    process.once('SIGTERM', stop).once('SIGINT', stop);
  } catch (thrown) {
    fail(thrown);
  }
}

function helpOf({ name, purpose, schema }: Service<z.ZodObject>): string {
  return `touchstone ${name}: ${purpose}

  --check-config   checks the configuration, says every problem, and ends
  --help           shows this

Environment (NAME_FILE names a file with the value):
${configHelp(schema)}
`;
}

function fail(thrown: unknown): void {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exit(thrown instanceof ConfigError ? 2 : 1);
}
