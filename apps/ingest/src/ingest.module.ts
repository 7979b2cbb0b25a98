import type { Server } from 'node:http';
import {
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type BeforeApplicationShutdown,
  type NestModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  RequestMethod,
} from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost, Reflector } from '@nestjs/core';
import { ApiKeyGuard, ApiKeys } from '@touchstone/access';
import { EventLog, LogReader } from '@touchstone/event-log';
import { madeOf } from '@touchstone/runtime';
import { Admission } from './http/admission.js';
import { CloudEventsController } from './http/cloud-events.controller.js';
import { allowBrowsers } from './http/cross-origin.js';
import { Door } from './http/door.js';
import { QuarantineDesk } from './http/quarantine-desk.js';
import { QuarantineController } from './http/quarantine.controller.js';
import { SegmentController, segmentPaths } from './http/segment.controller.js';
import { SpendImportController } from './http/spend-import.controller.js';
import { TargetImportController } from './http/target-import.controller.js';
import { HTTP_DOOR, POOL, SEGMENT_DOOR } from './http/tokens.js';
import { IngestGauges } from './ingest-gauges.js';
import { defaultLimits, INGEST, type IngestParts } from './ingest-parts.js';
import { InboundBatches } from './kafka/inbound-batches.js';
import { InboundController } from './kafka/inbound.controller.js';
import { KafkaSink } from './kafka/kafka-sink.js';
import { LogSink } from './log-sink.js';
import type { Sink } from './sink.js';
import { SpendImports } from './spend/spend-imports.js';
import { TargetImports } from './target-accounts/target-imports.js';

const SINKS = Symbol('SINKS');

/** Longer than load balancers keep connections: else one of them sends a request into a connection that we just closed. */
const keepAliveMs = 75_000;

/**
 * The doors of Touchstone: HTTP, and Kafka once `consumeFromKafka` is called. The application must be created with
 * `{ bodyParser: false }`: the door reads bodies itself, as clients' headers say little about them.
 */
@Module({})
export class IngestModule
  implements NestModule, OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private idleCloser: NodeJS.Timeout | undefined;

  constructor(
    @Inject(SINKS) private readonly sinks: { idle(): Promise<void> }[],
    private readonly adapter: HttpAdapterHost,
  ) {}

  static with(parts: IngestParts): DynamicModule {
    const { pool, keys, personalData, kafka, mode = 'log' } = parts;
    const log = new EventLog(pool);
    const sinkOf = (door: string): Sink => {
      if (mode === 'log') return new LogSink(log, door);
      if (!kafka) throw new Error('ingest by Kafka needs a broker');
      return new KafkaSink(kafka.broker, log);
    };
    const sinks = {
      ...{ http: sinkOf('http'), segment: sinkOf('segment') },
      ...{ import: sinkOf('import'), replay: sinkOf('replay') },
    };
    const reader = new LogReader(pool);
    const importDoor = new Door('import', sinks.import, personalData);
    return {
      module: IngestModule,
      controllers: [
        CloudEventsController,
        SegmentController,
        QuarantineController,
        SpendImportController,
        TargetImportController,
        ...(kafka ? [InboundController] : []),
      ],
      providers: [
        { provide: INGEST, useValue: parts },
        { provide: POOL, useValue: pool },
        { provide: ApiKeys, useValue: keys },
        { provide: SINKS, useValue: Object.values(sinks) },
        { provide: HTTP_DOOR, useValue: new Door('http', sinks.http, personalData) },
        { provide: SEGMENT_DOOR, useValue: new Door('segment', sinks.segment, personalData) },
        { provide: SpendImports, useValue: new SpendImports(reader, importDoor, personalData) },
        { provide: TargetImports, useValue: new TargetImports(reader, importDoor, personalData) },
        { provide: QuarantineDesk, useValue: new QuarantineDesk(pool, sinks.replay, personalData) },
        { provide: Admission, useValue: new Admission(parts.limits ?? defaultLimits) },
        { ...madeOf(ApiKeyGuard, Reflector, ApiKeys), provide: APP_GUARD },
        IngestGauges,
        ...(kafka
          ? [{ provide: InboundBatches, useValue: new InboundBatches({ ...kafka, log, pool, personalData }) }]
          : []),
      ],
      exports: [...(kafka ? [InboundBatches] : [])],
    };
  }

  onApplicationBootstrap(): void {
    this.server.keepAliveTimeout = keepAliveMs;
  }

  /** The server ends with its last connection: none is kept open any more, though what is under way is answered. */
  beforeApplicationShutdown(): void {
    this.idleCloser ??= setInterval(() => this.server.closeIdleConnections(), 50);
  }

  configure(consumer: MiddlewareConsumer): void {
    const paths = ['events', ...segmentPaths].map((name) => ({
      path: `v1/${name}`,
      method: RequestMethod.ALL,
    }));
    consumer.apply(allowBrowsers).forRoutes(...paths);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.idleCloser);
    await Promise.all(this.sinks.map((sink) => sink.idle()));
  }

  private get server(): Server {
    return this.adapter.httpAdapter.getHttpServer() as Server;
  }
}
