import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  acceptEvent,
  canonicalJson,
  type LogEvent,
  type LogReader,
  type PersonalData,
} from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import type { Door } from '../http/door.js';
import type { Candidate } from '../http/judge.js';
import { bytesOf, type FileText, textOf } from '../files/file-text.js';
import type { SpendImportAnswer } from './spend-import-answer.js';
import type { SpendOptions } from './spend-options.js';
import {
  type SpendData,
  type SpendStatement,
  type SpendStatements,
  statementsOf,
} from './spend-statements.js';
import { type SpendRow, type SpendTable, tableOf } from './spend-table.js';
import { totalsOf } from './spend-totals.js';

/** Source of the events that imports make. */
export const importSource = 'import/spend';

/** Statements in one commit: a large file holds up nobody's events for long. */
const statementsPerAppend = 2000;
/** Statements judged without a break. */
const turn = 500;

interface SpendFile {
  workspace: string;
  receivedAt: number;
  bytes: Buffer;
}

/** A statement that the log takes. */
type Judged = SpendStatement & { stream: string };

/** What a statement says against the one in force. */
type Standing = 'new' | 'restated' | 'unchanged';

/** Turns exported files into statements of spend. */
export class SpendImports {
  constructor(
    private readonly log: LogReader,
    private readonly door: Door,
    private readonly personalData: PersonalData,
  ) {}

  /**
   * Records what a file says beyond what is in force: the same file again records nothing, a day with another cost gets
   * a new statement. Rows that cannot be read are rejected and quarantined, the others are kept.
   * @throws Fault `invalid_request` for a file that nothing can be read from; `unavailable` where it cannot be stored
   */
  async import(file: SpendFile, options: SpendOptions): Promise<SpendImportAnswer> {
    const text = textOf(file.bytes);
    const table = await tableOf(text.text, options.preset);
    if (!table) throw unreadable(options);
    refuseUnsaid(table, options);
    const found = await this.judged(statementsOf(table, options), file);
    const answer: SpendImportAnswer = {
      dryRun: options.dryRun,
      preset: table.columns.preset,
      encoding: text.encoding,
      delimiter: table.delimiter,
      rows: table.rows.length,
      skipped: found.skipped,
      ...totalsOf(found.statements),
      statements: { new: 0, restated: 0, unchanged: 0 },
      accepted: 0,
      duplicates: 0,
      rejected: found.refused.map(({ row, detail }) => ({ line: row.line, reason: 'invalid_data', detail })),
    };
    const place: Place = { file, text, table, fileId: digestOf(file.bytes).slice(0, 16) };
    for (let at = 0; at < found.statements.length; at += statementsPerAppend)
      await this.take(found.statements.slice(at, at + statementsPerAppend), place, answer);
    if (!options.dryRun) await this.quarantine(found, place);
    answer.rejected.sort((a, b) => a.line - b.line);
    return answer;
  }

  /** Statements that the log takes, with their streams; rows of the others are refused, before anything is recorded. */
  private async judged(
    { statements, refused, skipped }: SpendStatements,
    { workspace, receivedAt }: SpendFile,
  ) {
    const { personalData } = this;
    const good: Judged[] = [];
    const bad = [...refused];
    for (const [nth, statement] of statements.entries()) {
      if (nth % turn === turn - 1) await setImmediate(); // other requests get their turn
      const judged = acceptEvent(eventOf(statement.data, undefined), { workspace, receivedAt, personalData });
      if (judged.ok) good.push({ ...statement, stream: judged.event.stream });
      else bad.push(...statement.rows.map((row) => ({ row, detail: judged.detail })));
    }
    return { statements: good, refused: bad.sort((a, b) => a.row.line - b.row.line), skipped };
  }

  private async take(statements: Judged[], place: Place, answer: SpendImportAnswer): Promise<void> {
    const streams = statements.map(({ stream }) => stream);
    const recorded = await this.log.streams(place.file.workspace, streams, Number.MAX_SAFE_INTEGER);
    const inForce = new Map(recorded.map((event) => [event.stream, event])); // the last one of a stream stays
    const changed: { statement: Judged; before: LogEvent | undefined }[] = [];
    for (const statement of statements) {
      const before = inForce.get(statement.stream);
      const is: Standing = !before ? 'new' : saysTheSame(before, statement.data) ? 'unchanged' : 'restated';
      answer.statements[is]++;
      if (is !== 'unchanged') changed.push({ statement, before });
      else if (!answer.dryRun) answer.duplicates++;
    }
    if (answer.dryRun || changed.length === 0) return;
    const rowsOf = (index: number) => changed[index]!.statement.rows;
    const receipt = await this.takeAtDoor(
      changed.map(({ statement, before }) => ({ id: null, events: [eventOf(statement.data, before)] })),
      rowsOf,
      place,
    );
    answer.accepted += receipt.accepted;
    answer.duplicates += receipt.duplicates;
    for (const { index, reason, detail } of receipt.rejected)
      answer.rejected.push({ line: rowsOf(index)[0]!.line, reason, detail });
  }

  private async quarantine({ refused }: Pick<SpendStatements, 'refused'>, place: Place): Promise<void> {
    if (refused.length === 0) return;
    await this.takeAtDoor(
      refused.map(({ row, detail }) => ({
        id: null,
        source: importSource,
        reason: 'invalid_data',
        detail: `line ${row.line}: ${detail}`,
      })),
      (index) => [refused[index]!.row],
      place,
    );
  }

  private takeAtDoor(
    candidates: Candidate[],
    rowsOf: (index: number) => SpendRow[],
    { file, text, table, fileId }: Place,
  ) {
    const { workspace, receivedAt } = file;
    return this.door.take({
      workspace,
      receivedAt,
      candidates,
      bytesOf: (index) =>
        bytesOf(
          rowsOf(index)
            .map(({ raw }) => raw)
            .join(''),
          text,
        ),
      beside: JSON.stringify({
        encoding: text.encoding,
        delimiter: table.delimiter,
        header: table.header,
        preset: table.columns.preset,
      }),
      originOf: (index) => `spend/${fileId}/${rowsOf(index)[0]!.line}`,
    });
  }
}

interface Place {
  file: SpendFile;
  text: FileText;
  table: SpendTable;
  fileId: string;
}

/** The id says what is stated after which statement: said again it is a duplicate, and going back to an older figure is news. */
function eventOf(data: SpendData, before: Pick<LogEvent, 'source' | 'eventId'> | undefined): object {
  return {
    specversion: '1.0',
    id: digestOf(canonical([data, before ? [before.source, before.eventId] : null])).slice(0, 40),
    source: importSource,
    type: 'spend.recorded.v1',
    time: `${data.day}T00:00:00.000Z`,
    data,
  };
}

const digestOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** Texts that cannot be stored are refused at the door; until then they are told apart all the same. */
const canonical = (value: unknown): string => {
  const written = canonicalJson(value, 'data');
  return written.ok ? written.text : JSON.stringify(value);
};

const saysTheSame = ({ data }: LogEvent, said: SpendData) => canonical(data) === canonical(said);

const unreadable = ({ preset }: SpendOptions) =>
  new Fault(
    'invalid_request',
    preset
      ? `The file has no line with the headers of preset ${preset}; leave preset out, or send another export.`
      : 'The file has no line of headers with a day and a cost: send an export of Google Ads, Meta or LinkedIn by day, or a table with date, source or platform, campaign, cost and currency.',
  );

/** What no row of a file says has to be said beside it. @throws Fault `invalid_request` */
function refuseUnsaid({ columns: { at, currency, preset } }: SpendTable, options: SpendOptions): void {
  const errors = [
    ...(at.currency === undefined && !currency && !options.currency
      ? [{ parameter: 'currency', detail: 'is needed, as the file names none: such as currency=EUR' }]
      : []),
    ...(preset === 'generic' && at.platform === undefined && at.source === undefined && !options.platform
      ? [{ parameter: 'platform', detail: 'is needed, as the file has neither a platform nor a source' }]
      : []),
  ];
  if (errors.length > 0)
    throw new Fault('invalid_request', errors.map((one) => `${one.parameter}: ${one.detail}`).join('; '), {
      details: { errors },
    });
}
