import { type DynamicModule, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { ApiKeyGuard, type ApiKeys } from '@touchstone/access';
import type { PersonalData } from '@touchstone/event-log';
import { RootController } from './documents/root.controller.js';
import { RequestMetrics } from './request-metrics.js';
import type { TimelineReader } from './timelines/timelines.js';
import { PERSONAL_DATA, TIMELINES, TimelinesController } from './timelines/timelines.controller.js';

/** What the questions are answered from. */
export interface ApiParts {
  keys: ApiKeys;
  personalData: PersonalData;
  timelines: TimelineReader;
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
      controllers: [RootController, TimelinesController],
      providers: [
        { provide: TIMELINES, useValue: parts.timelines },
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
  }
}
