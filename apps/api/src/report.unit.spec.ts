import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { configureHttp, createLogger } from '@touchstone/runtime';
import request from 'supertest';
import { z } from 'zod';
import { Asked, queryOf } from './asked-query.js';
import { Report } from './report.js';

const sumQuery = queryOf({ of: z.string().transform((text) => text.split('+').map(Number)) });
type SumRequest = z.output<typeof sumQuery.schema>;
const SumSchema = z.object({ sum: z.number() });
type Sum = z.infer<typeof SumSchema>;

const route = {
  ...{ summary: 'A sum', description: 'Of numbers.', query: sumQuery, fileName: 'sum.csv' },
  ...{ schema: SumSchema, example: { sum: 3 }, csv: ({ sum }: Sum) => `sum\r\n${sum}\r\n` },
};
let asked = 0;

@Controller('sums')
class Sums {
  @Report(route)
  get(@Asked(sumQuery) { of }: SumRequest): Promise<Sum> {
    asked++;
    return Promise.resolve({ sum: of.reduce((sum, one) => sum + one, 0) });
  }

  // @ts-expect-error a text is no sum
  @Report({ ...route, path: 'text' })
  text(
    // @ts-expect-error numbers are no text
    @Asked(sumQuery) { of }: { of: string },
  ): Promise<string> {
    return Promise.resolve(of);
  }
}
// @ts-expect-error the table is of another answer
Report({ ...route, csv: ({ text }: { text: string }) => text });

@Module({ controllers: [Sums] })
class Root {}

let app: INestApplication;
beforeAll(async () => {
  app = await NestFactory.create(Root, { logger: false });
  configureHttp(app, createLogger('test', 'silent'));
  await app.init();
});
afterAll(() => app.close());

const get = (query: string, accept: string) =>
  request(app.getHttpServer()).get(`/sums?${query}`).set('accept', accept);

describe('a report', () => {
  it('is JSON, or a CSV file for who accepts that', async () => {
    const json = await get('of=1%2B2', '*/*').expect(200);
    expect(json.body).toEqual({ sum: 3 });
    expect(json.headers['vary']).toContain('Accept');
    const { text, headers } = await get('of=1%2B2', 'text/csv').expect(200);
    expect(text).toBe('sum\r\n3\r\n');
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename=sum.csv',
    });
  });

  it('does no work, and reads no query, for who accepts neither', async () => {
    const before = asked;
    await get('nonsense=1', 'image/png').expect(406);
    expect(asked).toBe(before);
  });

  it('is refused with every bad parameter', async () => {
    const before = asked;
    const { body } = await get('nonsense=1', 'text/csv').expect(400);
    expect(body.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual(['nonsense', 'of']);
    expect(asked).toBe(before);
  });
});
