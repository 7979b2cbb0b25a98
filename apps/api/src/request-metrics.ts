import type { NestMiddleware } from '@nestjs/common';
import { metrics } from '@touchstone/runtime';
import type { NextFunction, Request, Response } from 'express';
import { Histogram } from 'prom-client';

const duration = new Histogram({
  name: 'touchstone_http_request_duration_seconds',
  help: 'Time to answer HTTP requests, by route and status.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers: [metrics],
});

/** Measures every request. Unknown paths share one label, so that nobody can grow the metric. */
export class RequestMetrics implements NestMiddleware {
  use(request: Request, response: Response, next: NextFunction): void {
    const stop = duration.startTimer();
    response.once('finish', () => {
      const { path } = (request.route ?? {}) as { path?: unknown };
      const route = typeof path === 'string' ? path : 'unknown';
      stop({ method: request.method, route, status: response.statusCode });
    });
    next();
  }
}
