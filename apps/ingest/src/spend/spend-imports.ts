import { setImmediate } from 'node:timers/promises';
import { acceptEvent, type LogEvent, type LogReader, type PersonalData } from '@touchstone/event-log';
import { textOf } from '../files/file-text.js';
import { type ImportedFile, RowsAtDoor } from '../files/rows-at-door.js';
import type { Door } from '../http/door.js';
import { eventOf, importSource, saysTheSame } from './spend-event.js';
import { importable } from './spend-file.js';
import type { SpendImportAnswer } from './spend-import-answer.js';
import type { SpendOptions } from './spend-options.js';
import { type SpendStatement, type SpendStatements, statementsOf } from './spend-statements.js';
import { totalsOf } from './spend-totals.js';

/** Statements in one commit: a large file holds up nobody's events for long. */
const statementsPerAppend = 2000;
/** Statements judged without a break. */
const turn = 500;

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
  async import(file: ImportedFile, options: SpendOptions): Promise<SpendImportAnswer> {
    const text = textOf(file.bytes);
    const table = await importable(text.text, options);
    const found = await this.judged(statementsOf(table, options), file);
    const { header, delimiter } = table;
    const { preset } = table.columns;
    const { encoding } = text;
    const answer: SpendImportAnswer = {
      dryRun: options.dryRun,
      ...{ preset, encoding, delimiter },
      rows: table.rows.length,
      skipped: found.skipped,
      ...totalsOf(found.statements),
      statements: { new: 0, restated: 0, unchanged: 0 },
      accepted: 0,
      duplicates: 0,
      rejected: found.refused.map(({ row, detail }) => ({ line: row.line, reason: 'invalid_data', detail })),
    };
    const beside = { encoding, delimiter, header, preset };
    const door = new RowsAtDoor(this.door, file, text, { source: importSource, origin: 'spend', beside });
    for (let at = 0; at < found.statements.length; at += statementsPerAppend)
      await this.take(found.statements.slice(at, at + statementsPerAppend), file.workspace, door, answer);
    if (!options.dryRun) await door.quarantine(found.refused);
    answer.rejected.sort((a, b) => a.line - b.line);
    return answer;
  }

  /** Statements that the log takes, with their streams; rows of the others are refused, before anything is recorded. */
  private async judged(
    { statements, refused, skipped }: SpendStatements,
    { workspace, receivedAt }: ImportedFile,
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

  private async take(
    statements: Judged[],
    workspace: string,
    door: RowsAtDoor,
    answer: SpendImportAnswer,
  ): Promise<void> {
    const streams = statements.map(({ stream }) => stream);
    const recorded = await this.log.streams(workspace, streams, Number.MAX_SAFE_INTEGER);
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
    const taken = await door.take(
      changed.map(({ statement, before }) => ({ id: null, events: [eventOf(statement.data, before)] })),
      (index) => changed[index]!.statement.rows,
    );
    answer.accepted += taken.accepted;
    answer.duplicates += taken.duplicates;
    answer.rejected.push(...taken.rejected);
  }
}
