import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Lanes } from './lanes.js';
import { literal } from './literal.js';

/** A named query: values go in as `{name:Type}` parameters, never as text. 64-bit integers come back as strings. */
export interface NamedQuery {
  /** Shows in errors, statistics and the server's query log. */
  name: string;
  sql: string;
  params?: Record<string, unknown>;
  /** Settings of this query alone. */
  settings?: Record<string, string | number>;
}

export interface InsertOptions {
  /**
   * Names the block; with a hash of the content, which is added to it, it tells a repetition, which is dropped within
   * the table's window. Without that hash other rows under a used token would be lost in silence.
   */
  token: string;
  /** Column order of compact rows; not needed for JSON objects. */
  columns?: readonly string[];
}

export interface ClickHouseStats {
  queries: number;
  failedQueries: number;
  inserts: number;
  insertedRows: number;
}

/** ClickHouse, server or embedded: one dialect, one set of methods. */
export interface ClickHouse {
  /** Rows of a query as objects. Throws `ClickHouseQueryError`. */
  query<Row>(query: NamedQuery): Promise<Row[]>;
  /** Inserts all rows (objects, or arrays in the order of `columns`; or either as JSON) as ONE block: all or none. */
  insert(table: string, rows: readonly (object | string)[], options: InsertOptions): Promise<void>;
  /** A statement without a result, such as DDL. */
  command(sql: string): Promise<void>;
  /** True if the engine answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
  readonly stats: Readonly<ClickHouseStats>;
}

/** A query or insert that ClickHouse refused; carries its name. */
export class ClickHouseQueryError extends Error {
  constructor(
    readonly queryName: string,
    cause: unknown,
  ) {
    super(`${queryName}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'ClickHouseQueryError';
  }
}

/** Connections of the embedded engine that answer queries; one more loads. One connection runs one query at a time. */
const embeddedReaders = 3;

/** The client carries its own copy of the connection's types; they are nominal, the shapes are the same. */
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** Settings that make an insert one block, whatever its size; in the statement, so that they end with it. */
const oneBlock = {
  async_insert: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: 1_000_000_000,
  min_insert_block_size_rows: 1_000_000_000,
  min_insert_block_size_bytes: 0,
  // tuples come as arrays, as rows do
  input_format_json_named_tuples_as_objects: 0,
};

/** About how long a piece of an insert is: a large batch as one text would be longer than a string may be. */
const chunkLength = 1_000_000;

/** Rows as lines of JSON, many lines a piece. */
function* linesOf(rows: readonly (object | string)[]): Generator<string> {
  let lines = '';
  for (const row of rows) {
    lines += `${typeof row === 'string' ? row : JSON.stringify(row)}\n`;
    if (lines.length < chunkLength) continue;
    yield lines;
    lines = '';
  }
  if (lines) yield lines;
}

const settingsClause = (settings: Record<string, string | number>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : literal(value)}`)
    .join(', ');

async function connect(url: string): Promise<{ readers: Lanes; loader: Lanes; clients: ClickHouseClient[] }> {
  if (!url.startsWith('chdb:')) {
    const client = createClient({
      url,
      max_open_connections: 10,
      request_timeout: 120_000,
      log: { level: ClickHouseLogLevel.OFF }, // failures are thrown; logs are JSON lines of one logger
    });
    return { readers: new Lanes([client], 10), loader: new Lanes([client], 10), clients: [client] };
  }
  const path = url.slice('chdb:'.length);
  if (!path.startsWith('/')) throw new Error(`chdb: needs an absolute path, not "${path}"`);
  const { createChdbConnection } = await import('chdb/connection');
  const open = () =>
    createClient({ connection: createChdbConnection({ path }) as unknown as ClientConnection });
  const loader = open();
  const readers = Array.from({ length: embeddedReaders }, open);
  return { readers: new Lanes(readers, 1), loader: new Lanes([loader], 1), clients: [loader, ...readers] };
}

/**
 * Opens ClickHouse at `http(s)://user:password@host:port/database`, or embedded in this process at
 * `chdb:<absolute path>` (one path a process, one process a path). Embedded, loading and querying have connections of
 * their own, so neither waits for the other.
 */
export async function openClickHouse(options: { url: string }): Promise<ClickHouse> {
  const { readers, loader, clients } = await connect(options.url);
  const stats: ClickHouseStats = { queries: 0, failedQueries: 0, inserts: 0, insertedRows: 0 };
  const named = async <T>(name: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      stats.failedQueries++;
      throw new ClickHouseQueryError(name, cause);
    }
  };
  return {
    stats,
    query: <Row>({ name, sql, params, settings }: NamedQuery) => {
      stats.queries++;
      // Settings stand in the statement: given to the client, they would stick to an embedded connection.
      const clause = settingsClause({
        output_format_json_quote_64bit_integers: 1,
        log_comment: name,
        ...settings,
      });
      return named(
        name,
        readers.run(async (client) => {
          const query = `${sql}\nSETTINGS ${clause}`;
          const answer = await client.query({ query, query_params: params, format: 'JSONEachRow' });
          return answer.json<Row>();
        }),
      );
    },
    insert: async (table, rows, { token, columns }) => {
      if (rows.length === 0) return;
      const format = columns ? 'JSONCompactEachRow' : 'JSONEachRow';
      const into = columns ? `${table} (${columns.join(', ')})` : table;
      const chunks = [...linesOf(rows)];
      const contentHash = createHash('sha256');
      for (const chunk of chunks) contentHash.update(chunk);
      const clause = settingsClause({
        ...oneBlock,
        insert_deduplicate: 1,
        insert_deduplication_token: `${token}:${contentHash.digest('hex').slice(0, 32)}`,
      });
      await named(
        `insert into ${table}`,
        loader.run(async (client) => {
          const query = `INSERT INTO ${into} SETTINGS ${clause} FORMAT ${format}`;
          const answer = await client.exec({ query, values: Readable.from(chunks) });
          answer.stream.resume();
        }),
      );
      stats.inserts++;
      stats.insertedRows += rows.length;
    },
    command: async (sql) => {
      await named(
        sql.trim().split(/\s+/).slice(0, 3).join(' '),
        loader.run((client) => client.command({ query: sql })),
      );
    },
    ping: async () => {
      const answer = await readers.run((client) => client.ping({ select: true }));
      return answer.success;
    },
    close: async () => {
      await Promise.all([readers.drained(), loader.drained()]);
      for (const client of clients) await client.close();
    },
  };
}
