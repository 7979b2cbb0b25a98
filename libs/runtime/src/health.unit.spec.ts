import { afterEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { configureHttp, createLogger, HealthModule, type ReadinessCheck } from './index.js';

describe('health', () => {
  let app: INestApplication;
  afterEach(() => app.close());

  async function ready(checks: ReadinessCheck[]): Promise<request.Response> {
    class TestProcess {}
    const opened = await NestFactory.create<NestExpressApplication>(
      { module: TestProcess, imports: [HealthModule.with(checks)] },
      { logger: false },
    );
    configureHttp(opened, createLogger('test', 'silent'));
    app = await opened.init();
    return request(app.getHttpServer()).get('/health/ready');
  }
  const up = { name: 'postgres', check: () => Promise.resolve() };
  const down = { name: 'kafka', check: () => Promise.reject(new Error('nobody listens')) };

  it('is ready when everything answers', async () =>
    expect(await ready([up])).toMatchObject({ status: 200, body: { status: 'ok' } }));

  it('says what does not answer, and why', async () => {
    const answer = await ready([up, down]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer).toMatchObject({
      status: 503,
      body: { detail: 'Not ready: kafka does not answer.', down: { kafka: { reason: 'nobody listens' } } },
    });
    expect(answer.body.down).not.toHaveProperty('postgres');
  });
});
