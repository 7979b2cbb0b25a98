import { setImmediate } from 'node:timers/promises';
import { acceptEvent, type LogEvent, type LogReader, type PersonalData } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import { type FileRow, type FileTable, fileTableOf } from '../files/file-table.js';
import { textOf } from '../files/file-text.js';
import { digestOf, type ImportedFile, type RefusedRow, RowsAtDoor } from '../files/rows-at-door.js';
import type { Door } from '../http/door.js';
import type { TargetImportAnswer } from './target-import-answer.js';
import type { TargetOptions } from './target-options.js';
import { type TargetColumns, targetColumnsOf, type TargetData, targetRowsOf } from './target-rows.js';

/** Source of the events that imports make. */
const importSource = 'import/target-accounts';

/** Rows in one commit, and rows judged without a break. */
const rowsPerAppend = 500;

/** An account that a row puts on a list, as the log would take it. */
interface Target {
  row: FileRow;
  data: TargetData;
  stream: string;
  accountKeys: string[];
}

/** Turns files of accounts into statements that they are on target lists. */
export class TargetImports {
  constructor(
    private readonly log: LogReader,
    private readonly door: Door,
    private readonly personalData: PersonalData,
  ) {}

  /**
   * Records who comes onto a list by a file: the same file again records nothing, an account that was taken off since is
   * put on again. Rows that cannot be read are rejected and quarantined, the others are kept.
   * @throws Fault `invalid_request` for a file that nothing can be read from; `unavailable` where it cannot be stored
   */
  async import(file: ImportedFile, options: TargetOptions): Promise<TargetImportAnswer> {
    const text = textOf(file.bytes);
    const table = await fileTableOf(text.text, targetColumnsOf);
    if (!table) throw unreadable();
    const { targets, refused, repeated } = await this.judged(file, table, options);
    const { header, delimiter } = table;
    const { encoding } = text;
    const answer: TargetImportAnswer = {
      ...{ dryRun: options.dryRun, encoding, delimiter },
      ...{ rows: targets.length + refused.length + repeated, lists: [], accepted: 0 },
      duplicates: options.dryRun ? 0 : repeated,
      rejected: refused.map(({ row, detail }) => ({ line: row.line, reason: 'invalid_data', detail })),
    };
    const beside = { encoding, delimiter, header };
    const door = new RowsAtDoor(this.door, file, text, {
      source: importSource,
      origin: 'target-accounts',
      beside,
    });
    for (let at = 0; at < targets.length; at += rowsPerAppend)
      await this.take(targets.slice(at, at + rowsPerAppend), file, door, answer);
    if (!options.dryRun) await door.quarantine(refused);
    answer.lists.sort((a, b) => (a.list < b.list ? -1 : 1));
    answer.rejected.sort((a, b) => a.line - b.line);
    return answer;
  }

  /** What the log takes, each account once a list; rows of the others are refused, before anything is recorded. */
  private async judged(
    { workspace, receivedAt }: ImportedFile,
    table: FileTable<TargetColumns>,
    options: TargetOptions,
  ) {
    const targets = new Map<string, Target>();
    const refused: RefusedRow[] = [];
    let repeated = 0;
    for (const [nth, said] of targetRowsOf(table, options).entries()) {
      if (nth % rowsPerAppend === rowsPerAppend - 1) await setImmediate(); // other requests get their turn
      if ('detail' in said) {
        refused.push(said);
        continue;
      }
      const { row, data } = said;
      const judged = acceptEvent(eventOf(data, undefined, receivedAt), {
        ...{ workspace, receivedAt, personalData: this.personalData },
      });
      const accountKeys = judged.ok ? judged.event.links.accounts : [];
      if (!judged.ok) refused.push({ row, detail: judged.detail });
      else if (accountKeys.length === 0)
        refused.push({ row, detail: 'domain: is none of a company; give its own domain, or its CRM id' });
      else {
        const name = JSON.stringify([accountKeys, data.list]);
        if (targets.has(name)) repeated++;
        else targets.set(name, { row, data, stream: judged.event.stream, accountKeys });
      }
    }
    return { targets: [...targets.values()], refused, repeated };
  }

  private async take(
    targets: Target[],
    { workspace, receivedAt }: ImportedFile,
    door: RowsAtDoor,
    answer: TargetImportAnswer,
  ): Promise<void> {
    const streams = [...new Set(targets.map(({ stream }) => stream))];
    const recorded = await this.log.streams(workspace, streams, Number.MAX_SAFE_INTEGER);
    const inForce = latestStatements(recorded);
    const coming: { target: Target; before: LogEvent | undefined }[] = [];
    for (const target of targets) {
      const before = inForce.get(nameOf(target.stream, target.data.list));
      const stands =
        before?.type === 'account.targeted.v1' &&
        before.links.accounts.join('\0') === target.accountKeys.join('\0');
      listIn(answer, target.data.list)[stands ? 'unchanged' : 'new']++;
      if (!stands) coming.push({ target, before });
      else if (!answer.dryRun) answer.duplicates++;
    }
    if (answer.dryRun || coming.length === 0) return;
    const taken = await door.take(
      coming.map(({ target, before }) => {
        const event = eventOf(target.data, before, receivedAt);
        // what is said decides, not when: two imports at a time are one
        return { id: null, contentHash: digestOf(event.id), events: [event] };
      }),
      (index) => [coming[index]!.target.row],
    );
    answer.accepted += taken.accepted;
    answer.duplicates += taken.duplicates;
    answer.rejected.push(...taken.rejected);
  }
}

/** Of each account stream and list the last statement in business order. */
function latestStatements(events: LogEvent[]): Map<string, LogEvent> {
  const latest = new Map<string, LogEvent>();
  for (const event of events) {
    if (event.type !== 'account.targeted.v1' && event.type !== 'account.untargeted.v1') continue;
    const name = nameOf(event.stream, (event.data as { list?: string }).list ?? '');
    const known = latest.get(name);
    if (!known || known.occurredAt <= event.occurredAt) latest.set(name, event);
  }
  return latest;
}

const nameOf = (stream: string, list: string) => `${list}\0${stream}`;

function listIn(answer: TargetImportAnswer, list: string): TargetImportAnswer['lists'][number] {
  const known = answer.lists.find((one) => one.list === list);
  if (known) return known;
  const added = { list, new: 0, unchanged: 0 };
  answer.lists.push(added);
  return added;
}

/** The id says who is put on after which statement: said again it is a duplicate, and after being taken off it is news. */
const eventOf = (
  data: TargetData,
  before: Pick<LogEvent, 'source' | 'eventId'> | undefined,
  receivedAt: number,
) => ({
  specversion: '1.0',
  id: digestOf(JSON.stringify([data, before ? [before.source, before.eventId] : null])).slice(0, 40),
  source: importSource,
  type: 'account.targeted.v1',
  time: new Date(receivedAt).toISOString(),
  data,
});

const unreadable = () =>
  new Fault(
    'invalid_request',
    'The file has no line of headers with a domain or a CRM id: send a table with domain, crm_id or both, and list.',
  );
