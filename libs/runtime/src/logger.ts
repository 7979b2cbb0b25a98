import type { LoggerService } from '@nestjs/common';
import { destination, type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const maxCauses = 5;

/** Only these fields, of its causes too: PostgreSQL's errors have more, `detail` and `where`, that quote rows. */
function loggedError(thrown: unknown, causes = maxCauses): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const { name, message, stack, cause } = thrown;
  const { code } = thrown as { code?: unknown };
  return {
    type: thrown.constructor.name || name,
    code: typeof code === 'string' ? code : undefined,
    message,
    stack,
    cause: cause instanceof Error && causes > 0 ? loggedError(cause, causes - 1) : undefined,
  };
}

/**
 * JSON logs on stderr, so that stdout stays the commands' own. Keys, cookies and personal fields are masked, and errors
 * are reduced to what quotes no data. `out` is where the lines go.
 */
export function createLogger(
  name: string,
  level = 'info',
  out: DestinationStream = destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      name,
      level,
      serializers: { err: (thrown: unknown) => loggedError(thrown) },
      redact: {
        paths: [
          'req.headers.authorization',
          'req.headers.cookie',
          '*.email',
          '*.phone',
          '*.password',
          '*.key',
        ],
        censor: '[masked]',
      },
    },
    out,
  );
}

/** Nest's own messages through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    this.logger.error({ more: more.map((one) => loggedError(one)) }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
}
