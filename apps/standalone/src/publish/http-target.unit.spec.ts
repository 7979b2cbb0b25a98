import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpTarget } from './http-target.js';
import type { EventLine } from './target.js';

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: object;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A door that replies what it is told to, in turn, and keeps what it was asked. */
async function door(
  ...replies: Reply[]
): Promise<{ url: string; asked: { path: string; key: string; body: string }[] }> {
  const asked: { path: string; key: string; body: string }[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ path: request.url!, key: request.headers.authorization!, body });
      const { status, headers = {}, body: answer = {} } = replies.shift()!;
      response.writeHead(status, headers).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const lines: EventLine[] = [7, 9].map((number) => ({
  number,
  text: `{"n":${number}}`,
  endByte: 0,
  event: { n: number },
}));
const running = new AbortController().signal;
const kept: Reply = { status: 200, body: { accepted: 1, duplicates: 1, rejected: [] } };

describe('the HTTP door as a target', () => {
  it('sends a batch and finds the lines that were rejected', async () => {
    const rejected = [{ index: 1, id: 'x', reason: 'invalid_data', detail: 'data: is wrong' }];
    const { url, asked } = await door({ status: 200, body: { accepted: 1, duplicates: 0, rejected } });
    expect(await new HttpTarget(url, 'secret').send(lines, running)).toEqual({
      accepted: 1,
      duplicates: 0,
      rejected: [{ line: 9, reason: 'invalid_data', detail: 'data: is wrong' }],
    });
    expect(asked).toEqual([{ path: '/v1/events', key: 'Bearer secret', body: '[{"n":7},{"n":9}]' }]);
  });

  it('tries the same batch again while the door is busy or away, after the time it asks for', async () => {
    const startedAt = Date.now();
    const { url, asked } = await door(
      { status: 503, headers: { 'retry-after': '1' } },
      { status: 429 },
      kept,
    );
    expect(await new HttpTarget(url, 'secret').send(lines, running)).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    expect(asked.map(({ body }) => body)).toEqual(Array(3).fill('[{"n":7},{"n":9}]'));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  it('gives up at once where trying again cannot help, in the words of the door', async () => {
    const { url, asked } = await door({ status: 401, body: { detail: 'This API key is not known.' } });
    await expect(new HttpTarget(url, 'wrong').send(lines, running)).rejects.toMatchObject({
      publicText: `${new URL(url).host} answered 401: This API key is not known.`,
    });
    expect(asked).toHaveLength(1);
  });

  it('takes a redirect for a failure, not for a delivery', async () => {
    const { url } = await door({ status: 302, headers: { location: 'https://elsewhere.example/' } });
    await expect(new HttpTarget(url, 'secret').send(lines, running)).rejects.toThrow('answered 302');
  });

  it('stops waiting when it is told to', async () => {
    const { url } = await door({ status: 503, headers: { 'retry-after': '60' } });
    await expect(new HttpTarget(url, 'secret').send(lines, AbortSignal.timeout(100))).rejects.toThrow(
      'answered 503',
    );
  });
});
