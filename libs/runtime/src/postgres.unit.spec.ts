import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { openPool } from './index.js';

describe('a pool', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('fails a query instead of hanging where a server accepts the connection and then says nothing', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => undefined))).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const pool = openPool(`postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/none`);
    const failed = pool.query('SELECT 1').then(
      () => null,
      (thrown: Error) => thrown.message,
    );
    await once(server, 'connection');
    await jest.advanceTimersByTimeAsync(10_001);
    expect(await failed).toMatch(/^Connection terminated/);
    await pool.end();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});
