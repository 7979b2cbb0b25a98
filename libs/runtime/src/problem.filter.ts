import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { Fault, type FaultCode, messageOf } from './fault.js';
import { isUnanswered } from './postgres.js';

const statusOf: Record<FaultCode, number> = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** RFC 9457 problem document. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  retry: boolean;
  [detail: string]: unknown;
}

/** Codes of a PostgreSQL that is away: connections refused or cut, a server that starts, stops or takes too long. */
const awayCodes = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|57P0[123]|57014|53300)$/;

/** A database that is away is an outage that ends, not an error of ours. */
function asFault(thrown: unknown): unknown {
  const code = (thrown as { code?: unknown } | null)?.code;
  const isAway = isUnanswered(thrown) || (typeof code === 'string' && awayCodes.test(code));
  if (thrown instanceof Fault || !isAway) return thrown;
  return new Fault('unavailable', 'The database is away for now; try again.', {
    retry: true,
    retryAfterSeconds: 5,
    cause: thrown,
  });
}

/** The problem document of anything thrown; what is not expected says nothing of its insides. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Fault) {
    return {
      ...thrown.details,
      type: `urn:touchstone:problem:${thrown.code}`,
      title: thrown.code.replaceAll('_', ' '),
      status: statusOf[thrown.code],
      detail: thrown.publicText,
      code: thrown.code,
      retry: thrown.retry,
    };
  }
  const status = clientErrorStatus(thrown);
  const code = codeOf(status);
  return {
    type: `urn:touchstone:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status,
    detail: status === 500 ? 'Something failed on our side; the log has the details.' : messageOf(thrown),
    code,
    retry: status >= 500,
  };
}

/** Status of a Nest or body-parser error (both carry one); 500 for everything else. */
function clientErrorStatus(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = (thrown as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function codeOf(status: number): string {
  return Object.entries(statusOf).find(([, known]) => known === status)?.[0] ?? `http_${status}`;
}

/** The one place where failures become answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(failure: unknown, host: ArgumentsHost): void {
    const thrown = asFault(failure);
    const response = host.switchToHttp().getResponse<Response>();
    const request = host.switchToHttp().getRequest<Request>();
    const problem = problemOf(thrown);
    // the route's template, as the path itself may hold an e-mail address
    const route = (request.route as { path?: string } | undefined)?.path ?? 'unknown';
    // expected and without a cause, such as a probe while something is away: a line, not a stack
    if (thrown instanceof Fault && thrown.code === 'unavailable' && thrown.cause === undefined)
      this.logger.warn({ route, detail: thrown.message }, 'unavailable');
    else if (problem.status >= 500) this.logger.error({ err: failure, route }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (thrown instanceof Fault && thrown.retryAfterSeconds !== undefined)
      response.setHeader('Retry-After', String(thrown.retryAfterSeconds));
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
