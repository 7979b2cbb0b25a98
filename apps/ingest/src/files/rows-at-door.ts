import { createHash } from 'node:crypto';
import type { Door, Receipt } from '../http/door.js';
import type { Candidate } from '../http/judge.js';
import type { FileRow } from './file-table.js';
import { bytesOf, type FileText } from './file-text.js';

/** A file as it was sent. */
export interface ImportedFile {
  workspace: string;
  receivedAt: number;
  bytes: Buffer;
}

/** A row that cannot be taken, and why. */
export interface RefusedRow {
  row: FileRow;
  detail: string;
}

/** How rows are told of. */
interface Named {
  /** Source of the events that are made of them. */
  source: string;
  /** Kind of the file. */
  origin: string;
  /** What has to be known of the file to read one of its rows. */
  beside: object;
}

/** What became of candidates; what was rejected by the line that it begins on. */
interface Taken extends Pick<Receipt, 'accepted' | 'duplicates'> {
  rejected: ({ line: number } & Pick<Receipt['rejected'][number], 'reason' | 'detail'>)[];
}

/** Brings the rows of one file to the door, each with its bytes and where it stood. */
export class RowsAtDoor {
  private readonly origin: string;

  constructor(
    private readonly door: Door,
    private readonly file: ImportedFile,
    private readonly text: FileText,
    private readonly named: Named,
  ) {
    this.origin = `${named.origin}/${digestOf(file.bytes).slice(0, 16)}`;
  }

  /**
   * @param rowsOf the rows that a candidate is made of
   * @throws Fault `unavailable` where it cannot be stored now
   */
  async take(candidates: Candidate[], rowsOf: (index: number) => readonly FileRow[]): Promise<Taken> {
    const { workspace, receivedAt } = this.file;
    const lineOf = (index: number) => rowsOf(index)[0]!.line;
    const rawOf = (index: number) => rowsOf(index).map(({ raw }) => raw);
    const { accepted, duplicates, rejected } = await this.door.take({
      ...{ workspace, receivedAt, candidates },
      bytesOf: (index) => bytesOf(rawOf(index).join(''), this.text),
      beside: JSON.stringify(this.named.beside),
      originOf: (index) => `${this.origin}/${lineOf(index)}`,
    });
    return {
      ...{ accepted, duplicates },
      rejected: rejected.map(({ index, reason, detail }) => ({ line: lineOf(index), reason, detail })),
    };
  }

  /** Keeps rows that cannot be taken. */
  async quarantine(refused: readonly RefusedRow[]): Promise<void> {
    if (refused.length === 0) return;
    const candidates = refused.map(({ row, detail }) => ({
      ...{ id: null, source: this.named.source, reason: 'invalid_data' as const },
      detail: `line ${row.line}: ${detail}`,
    }));
    await this.take(candidates, (index) => [refused[index]!.row]);
  }
}

/** SHA-256 in hexadecimal digits. */
export const digestOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
