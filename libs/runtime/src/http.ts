import type { INestApplication } from '@nestjs/common';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { ProblemFilter } from './problem.filter.js';

/** What every HTTP service has: safe headers, one form of failure, orderly shutdown. */
export function configureHttp(app: INestApplication, logger: Logger): void {
  // the docs page carries its own inline script; everything else is JSON
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: { 'script-src': ["'self'", "'unsafe-inline'"], 'upgrade-insecure-requests': null },
      },
    }),
  );
  app.useGlobalFilters(new ProblemFilter(logger));
}
