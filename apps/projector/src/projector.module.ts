import { type DynamicModule, Module } from '@nestjs/common';
import type { ClickHouse } from '@touchstone/facts';
import type { Logger, Pool } from '@touchstone/runtime';
import { Projector, type ProjectorOptions } from './projector.js';

export interface ProjectorParts {
  pool: Pool;
  clickhouse: ClickHouse;
  logger: Logger;
  options?: ProjectorOptions;
}

/** Runs the projector as long as the application runs. */
@Module({})
export class ProjectorModule {
  static with({ pool, clickhouse, logger, options }: ProjectorParts): DynamicModule {
    return {
      module: ProjectorModule,
      providers: [{ provide: Projector, useFactory: () => new Projector(pool, clickhouse, logger, options) }],
      exports: [Projector],
    };
  }
}
