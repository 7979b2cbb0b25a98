import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, deflate, gzip } from 'node:zlib';
import { compressedBlocks } from './compressed-blocks.js';
import type { Answer } from './engine.js';
import type { ServerException } from './server-exception.js';

const types: [RegExp, string][] = [
  [/^JSON(Compact|Columns|Strings)?\w*EachRow|^NDJSON|^JSONLines/, 'application/x-ndjson; charset=UTF-8'],
  [/^JSON/, 'application/json; charset=UTF-8'],
  [/^CSV/, 'text/csv; charset=UTF-8; header=absent'],
  [/^(TSV|TabSeparated)/, 'text/tab-separated-values; charset=UTF-8'],
  [/^XML/, 'application/xml; charset=UTF-8'],
  [
    /^(Pretty|Vertical|Values|Markdown|SQLInsert|LineAsString|TSKV|CustomSeparated|Template)/,
    'text/plain; charset=UTF-8',
  ],
];

const contentType = (format: string): string => {
  const type = types.find(([of]) => of.test(format))?.[1] ?? 'application/octet-stream';
  return /WithNames/.test(format) ? type.replace('header=absent', 'header=present') : type;
};

const encoders: Record<string, (bytes: Uint8Array) => Promise<Buffer>> = {
  gzip: (bytes) => promisify(gzip)(bytes, { level: 3 }),
  deflate: (bytes) => promisify(deflate)(bytes, { level: 3 }),
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
};

/** What answers of one request have in common. */
export interface Envelope {
  queryId: string;
  timeZone: string;
  /** Whether the client has said that it takes compressed answers: by header AND setting, as at a server. */
  isCompressed: boolean;
  /** Whether it takes them in the blocks of `compress=1`. */
  isInBlocks: boolean;
}

const headersOf = ({ queryId, timeZone }: Envelope): Record<string, string> => ({
  'X-ClickHouse-Query-Id': queryId,
  'X-ClickHouse-Timezone': timeZone,
  'X-ClickHouse-Server-Display-Name': 'touchstone',
});

/** Sends the bytes of an answer, compressed where that is wanted. Resolves when all are sent, or nobody reads them any more. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  envelope: Envelope,
): Promise<void> {
  const summary = {
    read_rows: String(answer.rowsRead), // the embedded engine counts rows of the answer
    read_bytes: String(answer.bytesRead),
    result_rows: String(answer.rowsRead), // drivers that find none read nothing
    written_rows: '0',
    written_bytes: '0',
    total_rows_to_read: '0',
    result_bytes: String(answer.bytes.length),
    elapsed_ns: String(Math.round(answer.elapsedSeconds * 1e9)),
  };
  const headers: Record<string, string> = {
    ...headersOf(envelope),
    'X-ClickHouse-Format': answer.format,
    'X-ClickHouse-Summary': JSON.stringify(summary),
    'Content-Type': contentType(answer.format),
  };
  const encoding = envelope.isCompressed ? chosenEncoding(request) : undefined;
  const bytes = envelope.isInBlocks ? await compressedBlocks(answer.bytes) : answer.bytes;
  const body = encoding ? await encoders[encoding]!(bytes) : bytes;
  if (encoding) headers['Content-Encoding'] = encoding;
  const sent = new Promise<void>((resolve) => response.once('close', resolve));
  response.writeHead(200, { ...headers, 'Content-Length': String(body.length) }).end(body);
  if (!response.closed) await sent;
}

/** Sends what went wrong, as a server does. */
export async function sendException(
  response: ServerResponse,
  exception: ServerException,
  envelope: Envelope,
  version: string,
): Promise<void> {
  const text = Buffer.from(exception.body(version));
  const body = envelope.isInBlocks ? await compressedBlocks(text) : text;
  response
    .writeHead(exception.status, {
      ...headersOf(envelope),
      'X-ClickHouse-Exception-Code': String(exception.code),
      'Content-Type': 'text/plain; charset=UTF-8',
      'Content-Length': String(body.length),
      ...(exception.status === 401 && { 'WWW-Authenticate': 'Basic realm="ClickHouse server HTTP API"' }),
    })
    .end(body);
}

function chosenEncoding(request: IncomingMessage): string | undefined {
  const accepted = String(request.headers['accept-encoding'] ?? '').toLowerCase();
  return Object.keys(encoders).find((encoding) => new RegExp(`\\b${encoding}\\b`).test(accepted));
}
