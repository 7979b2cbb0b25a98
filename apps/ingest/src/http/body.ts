import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Fault } from '@touchstone/runtime';

/** The largest body, as sent and after unpacking. */
export const maxBodyBytes = 4 * 1024 * 1024;

const tooLarge = () =>
  new Fault('too_large', `A body may have ${maxBodyBytes} bytes, unpacked too; send smaller batches.`);

/** The body as it came, whatever its headers say of its form. @throws Fault `too_large`, without reading on. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return abandon(request);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return abandon(request);
    chunks.push(chunk);
  }
  if (!request.complete) throw new Fault('invalid_request', 'The body ended before it was complete.');
  return Buffer.concat(chunks, bytes);
}

/** Lets the rest run into nothing, so that the sender gets to read the answer. */
function abandon(request: IncomingMessage): never {
  request.resume();
  throw tooLarge();
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** Unpacks gzip, known by its first bytes. A bomb is refused at the limit, not inflated. */
export async function unpack(body: Buffer): Promise<Buffer> {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  try {
    return await inflate(body, { maxOutputLength: maxBodyBytes });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Fault('invalid_request', 'The body looks like gzip, but cannot be unpacked.', {
      cause: thrown,
    });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Fault `invalid_request` for anything but JSON in UTF-8. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) throw new Fault('invalid_request', 'The body is empty; send JSON.');
  try {
    return JSON.parse(utf8.decode(body)) as unknown;
  } catch (thrown) {
    throw new Fault('invalid_request', 'The body is not JSON in UTF-8; nothing of it was taken.', {
      cause: thrown,
    });
  }
}
