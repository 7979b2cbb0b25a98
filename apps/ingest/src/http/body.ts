import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Fault } from '@touchstone/runtime';

/** The largest body, as sent and after unpacking. */
export const maxBodyBytes = 4 * 1024 * 1024;

const tooLarge = (limit: number) =>
  new Fault('too_large', `A body may have ${limit} bytes, unpacked too; send it in parts.`);

/** The body as it came, whatever its headers say of its form. @throws Fault `too_large`, keeping nothing of it. */
export function readBody(request: IncomingMessage, limit = maxBodyBytes): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const isDeclaredTooLarge = Number(request.headers['content-length'] ?? 0) > limit;
    let bytes = isDeclaredTooLarge ? Infinity : 0;
    const refuse = (): void => {
      chunks.length = 0;
      reject(tooLarge(limit));
    };
    if (isDeclaredTooLarge) refuse();
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // what is too much runs into nothing, so that the sender gets to read the answer
      if (bytes > limit) refuse();
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () =>
      reject(new Fault('invalid_request', 'The body ended before it was complete.')),
    );
  });
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/**
 * Unpacks gzip, known by its first bytes. A bomb is refused at the limit, not inflated.
 * @param coding the request's Content-Encoding; another than gzip is refused, unless the body is plain JSON after all.
 */
export async function unpack(body: Buffer, coding = '', limit = maxBodyBytes): Promise<Buffer> {
  if (body[0] !== 0x1f || body[1] !== 0x8b) {
    if (!/^\s*(?:x-gzip|gzip|identity)?\s*$/i.test(coding) && !isJson(body))
      throw new Fault(
        'unsupported_media_type',
        'This Content-Encoding is not taken: send the body as it is, or packed with gzip.',
      );
    return body;
  }
  try {
    return await inflate(body, { maxOutputLength: limit });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new Fault('invalid_request', 'The body looks like gzip, but cannot be unpacked.', {
      cause: thrown,
    });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function isJson(body: Buffer): boolean {
  try {
    parseJson(body);
    return true;
  } catch {
    return false;
  }
}

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
