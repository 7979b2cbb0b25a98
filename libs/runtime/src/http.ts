import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { HealthModule, type ReadinessCheck } from './health.js';
import { type Logger, NestLogger } from './logger.js';
import { MetricsModule } from './metrics.js';
import { ProblemFilter } from './problem.filter.js';

export interface HttpServiceParts {
  /** What the service is made of; health and metrics come by themselves. */
  modules: NonNullable<ModuleMetadata['imports']>;
  checks: ReadinessCheck[];
  logger: Logger;
}

/** The application of a service process, which does not listen yet. Its doors read bodies themselves. */
export async function createHttpService({
  modules,
  checks,
  logger,
}: HttpServiceParts): Promise<NestExpressApplication> {
  class Process {}
  const app = await NestFactory.create<NestExpressApplication>(
    { module: Process, imports: [...modules, HealthModule.with(checks), MetricsModule] },
    { logger: new NestLogger(logger), abortOnError: false, bodyParser: false },
  );
  configureHttp(app, logger);
  return app;
}

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
