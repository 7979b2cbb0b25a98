import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { ApiKeyGuard, type ApiKeys } from '@touchstone/access';
import { LogReader, type PersonalData } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import type { Pool } from '@touchstone/runtime';
import { PostgresTimelines } from '@touchstone/timeline';
import { json } from 'express';
import { AsOf } from './as-of.js';
import { AttributionController } from './attribution/attribution.controller.js';
import { AttributionReports } from './attribution/attribution-reports.js';
import { DefinitionPublisher } from './definitions/definition-publisher.js';
import { DefinitionsController } from './definitions/definitions.controller.js';
import { RootController } from './documents/root.controller.js';
import { RequestMetrics } from './request-metrics.js';
import { PERSONAL_DATA, TIMELINES, TimelinesController } from './timelines/timelines.controller.js';

/** What the questions are answered from. */
export interface ApiParts {
  pool: Pool;
  clickhouse: ClickHouse;
  keys: ApiKeys;
  personalData: PersonalData;
}

/**
 * The query side: one folder a question, closed by default to whoever has no key with the route's scope.
 * The guard is the whole application's, also of modules that stand beside this one.
 */
@Module({})
export class ApiModule implements NestModule {
  static with(parts: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      controllers: [RootController, AttributionController, DefinitionsController, TimelinesController],
      providers: [
        { provide: LogReader, useFactory: () => new LogReader(parts.pool) },
        { provide: AsOf, inject: [LogReader], useFactory: (log: LogReader) => new AsOf(parts.pool, log) },
        {
          provide: AttributionReports,
          inject: [LogReader, AsOf],
          useFactory: (log: LogReader, asOf: AsOf) => new AttributionReports(parts.clickhouse, log, asOf),
        },
        {
          provide: DefinitionPublisher,
          inject: [LogReader],
          useFactory: (log: LogReader) => new DefinitionPublisher(parts.pool, log, parts.personalData),
        },
        { provide: TIMELINES, useFactory: () => new PostgresTimelines(parts.pool) },
        { provide: PERSONAL_DATA, useValue: parts.personalData },
        {
          provide: APP_GUARD,
          inject: [Reflector],
          useFactory: (reflector: Reflector) => new ApiKeyGuard(reflector, parts.keys),
        },
      ],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(RequestMetrics).forRoutes('{*path}');
    // by itself, as an application that has doors beside it leaves bodies alone; larger is no event either
    consumer.apply(json({ limit: '300kb', type: () => true })).forRoutes(DefinitionsController);
  }
}
