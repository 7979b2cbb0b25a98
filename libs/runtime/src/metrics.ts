import { Controller, Get, Header, Inject, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, register } from 'prom-client';
import { Public } from './public.js';

collectDefaultMetrics({ register });

/** The process's Prometheus registry. */
export const metrics = register;

export const METRICS = Symbol('METRICS');

@ApiExcludeController()
@Controller('metrics')
class MetricsController {
  constructor(@Inject(METRICS) private readonly registry: typeof register) {}

  @Public()
  @Get()
  @Header('content-type', register.contentType)
  get(): Promise<string> {
    return this.registry.metrics();
  }
}

/** `GET /metrics` for Prometheus. */
@Module({ controllers: [MetricsController], providers: [{ provide: METRICS, useValue: register }] })
export class MetricsModule {}
