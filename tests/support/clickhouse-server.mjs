// The embedded ClickHouse behind HTTP on loopback, as far as the official client needs it: `node clickhouse-server.mjs
// <folder>` prints its address. So several processes can share one where there is no ClickHouse server.
import { createServer } from 'node:http';
import { createChdbConnection } from 'chdb/connection';

/** Sessions of the engine; each runs one statement at a time. */
const sessions = Array.from({ length: 4 }, () => ({
  connection: createChdbConnection({ path: process.argv[2] }),
  last: Promise.resolve(),
  waiting: 0,
}));

/** Runs work on the session that has the least to do. */
function inTurn(work) {
  const session = sessions.reduce((least, one) => (one.waiting < least.waiting ? one : least));
  session.waiting++;
  const turn = session.last.then(() => work(session.connection)).finally(() => session.waiting--);
  session.last = turn.catch(() => undefined);
  return turn;
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What a request asks: the statement, its `param_` values, the rows of an insert. Long values come as a form. */
async function statementOf(request) {
  const { searchParams } = new URL(request.url, 'http://localhost');
  const body = await bodyOf(request);
  const fields = [...searchParams];
  const type = request.headers['content-type'] ?? '';
  const isForm = type.startsWith('multipart/form-data');
  if (isForm) fields.push(...(await new Response(body, { headers: { 'content-type': type } }).formData()));
  const named = Object.fromEntries(fields);
  const settings = fields
    .filter(([name]) => name.startsWith('param_'))
    .map(([name, value]) => `SET ${name} = '${value.replace(/[\\']/g, '\\$&')}'`);
  const inBody = named.query === undefined;
  const query = inBody ? body.toString() : named.query;
  const values = inBody || isForm || body.length === 0 ? undefined : body.toString();
  return { before: [`USE ${named.database ?? 'default'}`, ...settings], query, values };
}

async function run(request) {
  const { before, query, values } = await statementOf(request);
  return inTurn(async (connection) => {
    for (const statement of before) await connection.command({ query: statement });
    const { stream } = await connection.exec({ query, values });
    return bodyOf(stream);
  });
}

const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
  if (request.url.startsWith('/ping')) return void response.end('Ok.\n');
  run(request).then(
    (result) => response.writeHead(200, { 'X-ClickHouse-Format': 'JSONEachRow' }).end(result),
    ({ code = '1002', type = 'UNKNOWN_EXCEPTION', message }) =>
      response
        .writeHead(500, { 'X-ClickHouse-Exception-Code': code })
        .end(`Code: ${code}. DB::Exception: ${message} (${type})`),
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
