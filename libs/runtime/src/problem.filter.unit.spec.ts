import { type ArgumentsHost, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { createLogger, Fault, ProblemFilter } from './index.js';

/** What a caller gets for something thrown. */
function answerOf(thrown: unknown): {
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
  const host = { switchToHttp: () => ({ getResponse: () => response, getRequest: () => ({ path: '/x' }) }) };
  new ProblemFilter(createLogger('test', 'silent')).catch(thrown, host as unknown as ArgumentsHost);
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
    for (const code of ['ECONNREFUSED', '57P01', '08006'])
      expect(answerOf(Object.assign(new Error(code), { code }))).toMatchObject({
        status: 503,
        headers: { 'Retry-After': '5' },
      });
    expect(answerOf(Object.assign(new Error('syntax'), { code: '42601' }))).toMatchObject({ status: 500 });
  });
});
