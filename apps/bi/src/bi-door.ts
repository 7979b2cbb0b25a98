import type { ApiKeys, Caller } from '@touchstone/access';
import type { Logger } from '@touchstone/runtime';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callerOf, credentialsOf } from './credentials.js';
import { type Answer, Engine } from './engine.js';
import { type Envelope, sendAnswer, sendException } from './http-answer.js';
import { type Address, addressOf, readQuestion, tooManyFields } from './http-question.js';
import { nativeBlocks } from './native-blocks.js';
import { withOwnSettings } from './own-settings.js';
import { ServerException } from './server-exception.js';
import { defaultLimits, type Limits } from './settings.js';
import { UnderWay } from './under-way.js';

export interface BiDoorOptions {
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** Folder of the embedded engine, which this process has open, with its schema and the views of `bi`. */
  path: string;
  keys: ApiKeys;
  logger: Logger;
  limits?: Limits;
}

export interface BiDoor {
  url: string;
  /** Finishes what is under way first. */
  stop(): Promise<void>;
}

/** A name that a request may have for the database of the views: clients say `default` where nothing is said. */
const databaseOf = (named: string | undefined): string =>
  named === undefined || named === '' || named === 'default' ? 'bi' : named;

/**
 * Opens the embedded engine to tools that speak ClickHouse's HTTP: read-only, one workspace a credential, nothing but the
 * views of database `bi`. @throws Error where the port is taken
 */
export async function openBiDoor({
  port,
  host,
  path,
  keys,
  logger,
  limits = defaultLimits,
}: BiDoorOptions): Promise<BiDoor> {
  const engine = await Engine.start(path, limits);
  const audit = logger.child({ audit: 'bi' });
  const underWay = new UnderWay();
  const server = createServer(ofStrangers, (request, response) => {
    response.setTimeout(idleMs, () => idleWhileSending(response));
    handle(request, response, { engine, keys, audit, underWay }).catch((thrown: unknown) => {
      audit.error({ err: thrown }, 'the BI door failed');
      response.destroy();
    });
  });
  server.maxConnections = connectionsAtMost;
  try {
    await listening(server, port, host);
  } catch (thrown) {
    await engine.stop();
    throw thrown;
  }
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await engine.stop();
    },
  };
}

/** What somebody may send before it is known who it is. */
const ofStrangers = {
  maxHeaderSize: 1 << 18, // a question may stand in the address
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5000,
};
const connectionsAtMost = 512;

/** How long somebody may read nothing of an answer. */
const idleMs = 30_000;

/** Who reads no more keeps a place and an answer in memory; before that nothing is said for as long as a query takes. */
function idleWhileSending(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
}

interface Means {
  engine: Engine;
  keys: ApiKeys;
  audit: Logger;
  underWay: UnderWay;
}

async function handle(request: IncomingMessage, response: ServerResponse, means: Means): Promise<void> {
  const address = addressOf(request);
  if (!address) return void response.writeHead(400).end('The address is none\n');
  const { path, fields, isTooLong } = address;
  const hasNoQuestion = request.method === 'GET' && !isTooLong && !fields.has('query');
  if (path === '/ping' || (path === '/' && hasNoQuestion))
    return void response.writeHead(200, { 'Content-Type': 'text/html; charset=UTF-8' }).end('Ok.\n');
  if (path !== '/' && path !== '/query')
    return void response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`There is no handle ${path}\n`);
  await ask(request, response, address, means);
}

/** From the request to its answer; whatever goes wrong is answered as a server would, and noted. */
async function ask(
  request: IncomingMessage,
  response: ServerResponse,
  { fields, isTooLong }: Address,
  { engine, keys, audit, underWay }: Means,
): Promise<void> {
  const envelope: Envelope = {
    queryId: fields.get('query_id') || randomUUID(),
    timeZone: engine.timeZone,
    isCompressed: fields.get('enable_http_compression') === '1',
    isInBlocks: fields.get('compress') === '1',
  };
  if (!/^[\x20-\x7e]{1,200}$/.test(envelope.queryId)) envelope.queryId = randomUUID();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const from = request.socket.remoteAddress;
  let caller: Caller | undefined;
  let sql = '';
  const asker = () => ({
    workspace: caller?.workspace,
    keyId: caller?.keyId,
    queryId: envelope.queryId,
    from,
  });
  try {
    if (request.method !== 'GET' && request.method !== 'POST' && request.method !== 'HEAD')
      throw ServerException.of('UNSUPPORTED_METHOD', `There is no ${request.method} here`);
    if (isTooLong) throw tooManyFields();
    // who may not ask is not read: as at a server, a form says nothing of who sends it
    caller = await callerOf(keys, credentialsOf(request.headers, fields));
    const question = await readQuestion(request, fields);
    sql = question.sql;
    const database = databaseOf(question.fields.get('database') || header(request, 'x-clickhouse-database'));
    // not system: what it hides could be named without saying so
    if (!/^(bi|information_schema|INFORMATION_SCHEMA)$/.test(database))
      throw ServerException.of('UNKNOWN_DATABASE', `Database ${database.slice(0, 100)} does not exist`);
    const format =
      header(request, 'x-clickhouse-format') || question.fields.get('default_format') || 'TabSeparated';
    if (!/^\w{1,50}$/.test(format))
      throw ServerException.of('UNKNOWN_FORMAT', `Unknown format ${format.slice(0, 50)}`);
    const { workspace, keyId } = caller;
    const statement = withOwnSettings(underWay.afterKilling(keyId, sql), question.settings);
    const asked = { ...question, ...statement, database, format, workspace };
    const forget = underWay.add(keyId, envelope.queryId, gone);
    const deliver = async (answer: Answer) => {
      if (answer.format === 'Native')
        answer.bytes = nativeBlocks(answer.bytes, Number(fields.get('client_protocol_version')));
      const { rowsRead, elapsedSeconds } = answer;
      audit.info(
        { ...asker(), rowsRead, elapsedSeconds, query: answer.sql.slice(0, 2000) },
        'a question was answered',
      );
      await sendAnswer(request, response, answer, envelope);
    };
    await engine.ask(asked, gone.signal, deliver).finally(forget);
  } catch (thrown) {
    const exception = ServerException.from(thrown);
    audit.warn(
      {
        ...asker(),
        code: exception.code,
        codeName: exception.codeName,
        query: sql.slice(0, 2000),
      },
      'a question at the BI door was not answered',
    );
    if (exception.codeName === 'UNKNOWN_EXCEPTION') audit.error({ err: thrown }, 'the BI door failed');
    if (!caller) envelope.isInBlocks = false; // whom a server does not know it answers plainly
    if (!response.destroyed) await sendException(response, exception, envelope, engine.version);
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const listening = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
