import { literal, viewSettings } from '@touchstone/bi';
import type { Session } from 'chdb';
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type FunctionRow, Functions } from './functions.js';
import { checkStatement } from './statement.js';
import { ServerException } from './server-exception.js';
import { type Limits, ofWriting, settingStatements } from './settings.js';
import { Turns } from './turns.js';

/** A query of somebody who may see one workspace. */
export interface Question {
  sql: string;
  /** Values of `{name:Type}`, as a server takes them in `param_name`. */
  params: ReadonlyMap<string, string>;
  settings: ReadonlyMap<string, string>;
  database: string;
  /** Format where the query names none. */
  format: string;
  workspace: string;
}

export interface Answer {
  bytes: Uint8Array;
  format: string;
  /** The statement, as the engine wrote it. */
  sql: string;
  rowsRead: number;
  bytesRead: number;
  elapsedSeconds: number;
}

/**
 * Queries at a time: each takes one of the four threads that this process has for such work. What a function does in one call
 * the engine cannot end, so that a workspace never has all places.
 */
const places = { all: 3, ofOne: 2, waitingOfOne: 64 };
/** How long the end of the process waits for queries. */
const lastQueriesMs = 10_000;
/** Names and escapes, which the limit of the engine does not count, make an answer larger: so many times at most. */
const asSent = 4;

/** Text of a statement; the engine takes it as UTF-8 alone. */
function inUtf8(bytes: Uint8Array): string {
  if (!isUtf8(bytes))
    throw ServerException.of('INCORRECT_DATA', "A text of the statement is no UTF-8: write unhex('ff')");
  return Buffer.from(bytes).toString('utf8').trimEnd();
}

/** An error of the statement, without what the door asked the engine about it. */
function ownWords(thrown: unknown): never {
  const { code, codeName, message } = ServerException.from(thrown);
  throw new ServerException(
    code,
    codeName,
    message.replace(/:? In scope SELECT formatQuerySingleLine\([\s\S]*$/, ''),
  );
}

/** Metadata that tools read, narrowed to what they may see. */
const systemFilters: Record<string, string> = {
  'system.databases': `name IN ('bi', 'system', 'information_schema', 'INFORMATION_SCHEMA')`,
  'system.tables': `database = 'bi'`,
  'system.columns': `database = 'bi'`,
  'system.data_skipping_indices': '0',
  // the rows of other tenants are filtered by settings, which need not be told; and clients do not ask for what they are told
  // that they may not change, so that what changes nothing is not told either
  'system.settings': `name NOT IN ('additional_table_filters', 'log_comment') AND NOT match(name, ${literal(ofWriting.source)})`,
};

/**
 * The embedded engine for questions of strangers. Every question has a connection of its own, as what is SET on one stays:
 * it sees one workspace by the engine's own filters on every table of facts, is read-only, and has limits that it cannot raise.
 */
export class Engine {
  private readonly turns = new Turns(places);

  private constructor(
    private readonly open: () => Session,
    private readonly own: Session,
    /** Tables of facts, `database.table`, and whether they say whose a row is. Views read these, so that they need no filter. */
    private readonly tables: readonly { name: string; hasWorkspace: boolean }[],
    private readonly functions: Functions,
    readonly version: string,
    readonly timeZone: string,
    private readonly limits: Limits,
  ) {}

  /** @param path folder of the engine that this process has open */
  static async start(path: string, limits: Limits): Promise<Engine> {
    const { Session } = await import('chdb');
    const open = () => new Session(path);
    const own = open();
    const rows = async <Row>(sql: string): Promise<Row[]> =>
      (await own.queryAsync(sql, { format: 'JSON' })).json<{ data: Row[] }>().data;
    const tables = await rows<{ name: string; hasWorkspace: number }>(
      `SELECT concat(t.database, '.', t.name) AS name, has(c.names, 'workspace') AS hasWorkspace FROM system.tables t
       LEFT JOIN (SELECT database, table, groupArray(name) AS names FROM system.columns GROUP BY database, table) c
         ON c.database = t.database AND c.table = t.name
       WHERE t.engine != 'View' AND t.database NOT IN ('bi', 'system', 'information_schema', 'INFORMATION_SCHEMA')`,
    );
    const [about] = await rows<{ version: string; zone: string }>(
      'SELECT version() AS version, timezone() AS zone',
    );
    const functions = await rows<FunctionRow>(
      `SELECT name, categories AS kind, alias_to AS alias FROM system.functions WHERE NOT is_aggregate`,
    );
    const found = tables.map(({ name, hasWorkspace }) => ({ name, hasWorkspace: hasWorkspace === 1 }));
    return new Engine(open, own, found, new Functions(functions), about!.version, about!.zone, limits);
  }

  /**
   * Answers a question, or throws ServerException. An aborted one is killed in the engine. Its place is free once the answer is
   * delivered: as many answers as there are places are in memory.
   */
  ask(question: Question, signal: AbortSignal, deliver: (answer: Answer) => Promise<void>): Promise<void> {
    return this.turns.take(question.workspace, signal, async () =>
      deliver(await this.answer(question, signal)),
    );
  }

  /** Waits for what runs, for a while: what the engine cannot end goes with the process. */
  async stop(): Promise<void> {
    const waiting = new AbortController();
    const late = setTimeout(lastQueriesMs, 'late', { signal: waiting.signal }).catch(() => undefined);
    const isLate = await Promise.race([this.turns.drained(), late]);
    waiting.abort();
    if (!isLate) this.own.close();
  }

  private async answer(question: Question, signal: AbortSignal): Promise<Answer> {
    const mark = `bi:${randomUUID()}`;
    const session = this.open();
    const kill = () => void this.kill(mark);
    signal.addEventListener('abort', kill);
    try {
      const run = async (sql: string, format = 'TSVRaw') => {
        if (signal.aborted) throw ServerException.of('QUERY_WAS_CANCELLED', 'Query was cancelled');
        return session.queryAsync(sql, { format });
      };
      const { before, refused } = settingStatements(question.settings, this.limits);
      const prepared = [
        `SET log_comment = ${literal(mark)}`,
        `USE ${question.database}`,
        ...before,
        ...Object.entries(viewSettings).map(([name, value]) => `SET ${name} = ${value}`),
        `SET additional_table_filters = ${this.filters(question.workspace)}`,
        ...[...question.params].map(([name, value]) => `SET param_${name} = ${literal(value)}`),
        'SET readonly = 1',
        ...refused,
      ];
      await run(prepared.join(';\n'));
      // what is looked at is what runs: one statement, without comments, which could tell the engine's client what to do
      const sql = inUtf8(
        (await run(`SELECT formatQuerySingleLine(${literal(question.sql)})`).catch(ownWords)).bytes(),
      );
      const tree = (await run(`EXPLAIN AST ${sql}`)).text().split('\n');
      const statement = checkStatement(sql, tree, question.database, this.functions);
      const result = await run(sql, question.format);
      const bytes = result.bytes();
      if (bytes.length > asSent * this.limits.resultBytes)
        throw ServerException.of('TOO_MANY_ROWS_OR_BYTES', 'Limit for result exceeded, as it would be sent');
      return {
        bytes,
        format: statement.format ?? question.format,
        sql,
        rowsRead: result.rowsRead,
        bytesRead: result.bytesRead,
        elapsedSeconds: result.elapsed,
      };
    } catch (thrown) {
      throw ServerException.from(thrown);
    } finally {
      signal.removeEventListener('abort', kill);
      session.close();
    }
  }

  /** At once, not in turn: the threads for such work may all be taken by what is to be killed. */
  private kill(mark: string): void {
    try {
      this.own.query(`KILL QUERY WHERE Settings['log_comment'] = ${literal(mark)} ASYNC`);
    } catch {
      // it ended by itself meanwhile
    }
  }

  private filters(workspace: string): string {
    const ofTables = this.tables.map(
      ({ name, hasWorkspace }) => [name, hasWorkspace ? `workspace = ${literal(workspace)}` : '0'] as const,
    );
    const pairs = [...ofTables, ...Object.entries(systemFilters)].map(
      ([table, filter]) => `${literal(table)}: ${literal(filter)}`,
    );
    return `{${pairs.join(', ')}}`;
  }
}
