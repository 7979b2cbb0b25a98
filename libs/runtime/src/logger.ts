import type { LoggerService } from '@nestjs/common';
import { destination, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** JSON logs on stderr, so that stdout stays the commands' own. Keys, cookies and personal fields are masked. */
export function createLogger(name: string, level = 'info'): Logger {
  return pino(
    {
      name,
      level,
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
    destination({ dest: 2, sync: true }),
  );
}

/** Nest's own messages through the same logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }
  error(message: unknown, ...more: unknown[]): void {
    this.logger.error({ more }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
}
