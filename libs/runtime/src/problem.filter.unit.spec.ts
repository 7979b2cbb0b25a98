import { type ArgumentsHost, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { createLogger, Fault, ProblemFilter } from './index.js';

/** What a caller gets for something thrown. */
function answerOf(
  thrown: unknown,
  request: object = {},
  logger = createLogger('test', 'silent'),
): {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
} {
  const answer = { status: 0, headers: {} as Record<string, string>, body: {} };
  const response = {
    headersSent: false,
    setHeader: (name: string, value: string) => void (answer.headers[name] = value),
    status: (status: number) => ((answer.status = status), response),
    type: () => response,
    send: (body: string) => void (answer.body = JSON.parse(body) as object),
  };
  const host = { switchToHttp: () => ({ getResponse: () => response, getRequest: () => request }) };
  new ProblemFilter(logger).catch(thrown, host as unknown as ArgumentsHost);
  return answer;
}

describe('problem documents', () => {
  it('carry the code, the public text and whether to try again; never the internal text', () => {
    const fault = new Fault('rate_limited', 'Too fast.', {
      internal: 'bucket 7',
      retry: true,
      retryAfterSeconds: 3,
      details: { limit: 9 },
    });
    expect(answerOf(fault)).toEqual({
      status: 429,
      headers: { 'Retry-After': '3' },
      body: {
        type: 'urn:touchstone:problem:rate_limited',
        title: 'rate limited',
        status: 429,
        detail: 'Too fast.',
        code: 'rate_limited',
        retry: true,
        limit: 9,
      },
    });
  });

  it('say nothing of the insides of what was not expected', () => {
    const answer = answerOf(new Error('password=hunter2'));
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal', retry: true } });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('keep the status of the framework’s own errors', () => {
    expect(answerOf(new NotFoundException('Cannot GET /x'))).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  it('are 503 with Retry-After while a database is away, 500 for a query that is wrong', () => {
    for (const code of ['ECONNREFUSED', '57P01', '57014', '08006'])
      expect(answerOf(Object.assign(new Error(code), { code }))).toMatchObject({
        status: 503,
        headers: { 'Retry-After': '5' },
      });
    for (const text of ['Query read timeout', 'timeout exceeded when trying to connect'])
      expect(answerOf(new Error(text))).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
    expect(answerOf(Object.assign(new Error('syntax'), { code: '42601' }))).toMatchObject({ status: 500 });
  });

  it('log the route and what failed at its root, but neither the path nor what PostgreSQL quotes of a row', () => {
    const lines: string[] = [];
    const logger = createLogger('test', 'info', { write: (line) => void lines.push(line) });
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (jane@acme.example)',
    });
    const path = '/v1/people/email:jane@acme.example/timeline';
    answerOf(
      new Fault('unavailable', 'Later.', { cause }),
      { path, route: { path: '/v1/people/:ref' } },
      logger,
    );
    answerOf(cause, { path }, logger);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { route: '/v1/people/:ref', err: { code: 'unavailable', cause: { code: '23505', type: 'Error' } } },
      { route: 'unknown', err: { message: 'duplicate key' } },
    ]);
    expect(lines.join('')).not.toContain('jane');
  });
});
