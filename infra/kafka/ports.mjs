import { createServer } from 'node:net';

/** A port on 127.0.0.1 that nothing listens on, other than `except`. */
export async function freePort(except) {
  for (;;) {
    const port = await listenBriefly(0);
    if (port !== except) return port;
  }
}

/** Whether a server could listen on this port of 127.0.0.1. */
export function isFree(port) {
  return listenBriefly(port).then(
    () => true,
    () => false,
  );
}

function listenBriefly(port) {
  return new Promise((settle, fail) => {
    const server = createServer().once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const listening = server.address().port;
      server.close(() => settle(listening));
    });
  });
}
