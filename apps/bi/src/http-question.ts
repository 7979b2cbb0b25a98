import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { ServerException } from './server-exception.js';

const bodyBytesAtMost = 1_048_576;
const fieldsAtMost = 1000;
/** What the engine takes; nothing longer is looked at. */
const statementAtMost = 262_144;

const decoders = new Map<string, (body: Buffer) => Promise<Buffer>>([
  ['gzip', (body) => promisify(gunzip)(body, { maxOutputLength: bodyBytesAtMost })],
  ['deflate', (body) => promisify(inflate)(body, { maxOutputLength: bodyBytesAtMost })],
  ['br', (body) => promisify(brotliDecompress)(body, { maxOutputLength: bodyBytesAtMost })],
]);

/** Names in a request that are no settings. */
const ownFields = new Set(
  'query database default_format query_id session_id session_timeout session_check user password quota_key role compress decompress stacktrace client_protocol_version'.split(
    ' ',
  ),
);

/** A request as a server reads it. */
export interface HttpQuestion {
  sql: string;
  params: Map<string, string>;
  settings: Map<string, string>;
  fields: Map<string, string>;
}

export interface Address {
  path: string;
  /** A field that comes twice counts as said last. */
  fields: Map<string, string>;
  /** It has more fields than are taken, and none is read. */
  isTooLong: boolean;
}

/** Path and fields of the address. null: it is none. */
export function addressOf(request: IncomingMessage): Address | null {
  const [path = '', ...rest] = (request.url ?? '/').split('?');
  if (!path.startsWith('/')) return null;
  const parts = rest.join('?').split('&', fieldsAtMost + 1);
  const isTooLong = parts.length > fieldsAtMost;
  return { path, isTooLong, fields: new Map(new URLSearchParams(isTooLong ? '' : parts.join('&'))) };
}

/**
 * The whole question: SQL of `query=`, then that of the body; parameters, and what else is a setting. A form has fields as
 * the address has them.
 * @param address fields of the address
 * @throws ServerException for what cannot be read
 */
export async function readQuestion(
  request: IncomingMessage,
  address: ReadonlyMap<string, string>,
): Promise<HttpQuestion> {
  const fields = new Map(address);
  const body = await bodyOf(request);
  const type = request.headers['content-type'] ?? '';
  let text = body;
  if (type.startsWith('multipart/form-data')) {
    for (const [name, value] of await formOf(body, type)) fields.set(name, value);
    text = Buffer.alloc(0);
  }
  if (fields.get('decompress') === '1')
    throw ServerException.of(
      'INCORRECT_DATA',
      'decompress=1 (a body of native blocks) is not known here: switch it off, or send gzip',
    );
  const sql = [fields.get('query') ?? '', text.toString('utf8')].filter((part) => part !== '').join('\n');
  if (sql.length > statementAtMost)
    throw ServerException.of('SYNTAX_ERROR', `Max query size exceeded (${statementAtMost} bytes)`);
  const named = new Set([...sql.matchAll(/\{\s*(\w+)\s*:/g)].map(([, name]) => name));
  const params = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of fields) {
    const param = /^param_(\w+)$/.exec(name);
    if (param) {
      if (named.has(param[1])) params.set(param[1]!, value);
    } else if (!ownFields.has(name)) settings.set(name, value);
  }
  return { sql, params, settings, fields };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  // one piece that grows: a chunk may be a byte, and an object for each is much more
  let held = Buffer.alloc(0);
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    const end = size + chunk.length;
    if (end <= bodyBytesAtMost) {
      if (end > held.length) held = Buffer.concat([held.subarray(0, size)], Math.max(end, 2 * held.length));
      chunk.copy(held, size);
    } // the rest is read past: an answer before its end would be lost
    size = end;
  });
  if (!request.readableEnded)
    await once(request, 'end').catch(() => {
      throw ServerException.of('QUERY_WAS_CANCELLED', 'The request ended before its body');
    });
  if (size > bodyBytesAtMost) throw tooLarge();
  const body = held.subarray(0, size);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity' || body.length === 0) return body;
  const decode = decoders.get(encoding);
  if (!decode)
    throw ServerException.of(
      'INCORRECT_DATA',
      `Unknown compression method ${encoding.slice(0, 20)}: use gzip`,
    );
  return decode(body).catch((cause: unknown) => {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw ServerException.of('INCORRECT_DATA', `The body is no ${encoding}`);
  });
}

export const tooManyFields = () =>
  ServerException.of('INCORRECT_DATA', `The request has more than ${fieldsAtMost} fields`);
const tooLarge = () =>
  ServerException.of('QUERY_IS_TOO_LARGE', `The request has more than ${bodyBytesAtMost} bytes`);

async function formOf(body: Buffer, type: string): Promise<[string, string][]> {
  if (body.toString('latin1').split('\n--', fieldsAtMost + 2).length > fieldsAtMost + 1)
    throw tooManyFields();
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    const found: [string, string][] = [];
    form.forEach((value, name) => {
      if (typeof value === 'string') found.push([name, value]);
    });
    return found;
  } catch {
    throw ServerException.of('INCORRECT_DATA', 'The form cannot be read');
  }
}
