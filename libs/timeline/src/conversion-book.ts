import type { Conversion, ConversionKind } from './conversions.js';
import { type Subject, subjectKinds, type SubjectKind } from './subjects.js';

/** What the facts hold of a conversion: the newest version written. */
export interface WrittenJourney {
  convertedAt: number;
  /** Hash of the row's content, so that nothing is written twice in a row. */
  hash: string;
  isLive: boolean;
}

/** A conversion and what was written of it; `conversion` is null once there is none any more. */
export interface ConversionRecord {
  kind: ConversionKind;
  id: string;
  conversion: Conversion | null;
  /** Day whose rate converts its amount; null while there is no conversion. */
  rateDay: string | null;
  written: WrittenJourney | null;
}

/** A deal, lead or subscription, and what was written of it. */
export interface SubjectRecord {
  kind: SubjectKind;
  id: string;
  conversion: Subject | null;
  /** Day whose rate converts its amounts; null where it has none. */
  rateDay: string | null;
  /** Hash of the newest version written, so that nothing is written twice in a row. */
  written: { hash: string } | null;
}

/** What the book keeps: conversions, and what they are of. */
export type BookRecord = ConversionRecord | SubjectRecord;

/** True for a deal, lead or subscription as a whole. */
export function isSubject(record: BookRecord): record is SubjectRecord {
  return (subjectKinds as readonly string[]).includes(record.kind);
}

/** Keys of the account and the contacts that a conversion names, and the streams of others that it depends on. */
export function keysOfConversion(conversion: Conversion | Subject): string[] {
  const { accountKeys, contacts } = conversion;
  return [...new Set([...accountKeys, ...contacts.flatMap(({ keys }) => keys), ...streamsOf(conversion)])];
}

const streamsOf = (conversion: Conversion | Subject) => ('state' in conversion ? conversion.dependsOn : []);

/** Currencies whose rates matter to what is kept. */
export function currenciesOf(conversion: BookRecord['conversion']): (string | undefined)[] {
  return [conversion?.amount?.currency, conversion?.amountAtConversion?.currency];
}

/**
 * The conversions around a batch of events and what they are of, in memory, found by the keys of their account and
 * contacts.
 */
export class ConversionBook {
  private readonly records = new Map<string, BookRecord>();
  private readonly byAccountKey = new Map<string, Set<BookRecord>>();
  private readonly byContactKey = new Map<string, Set<BookRecord>>();
  private readonly byStream = new Map<string, Set<BookRecord>>();

  readonly changed = new Set<BookRecord>();
  /**
   * Whom the changed ones name. Kept of one that is a conversion no more: its events are still on the timelines of those
   * it named last.
   */
  readonly changedKeys = new Map<BookRecord, string[]>();

  load(records: BookRecord[]): void {
    for (const record of records) {
      this.records.set(nameOf(record), record);
      this.index(record, 'add');
    }
  }

  /** Forgets what was changed. */
  saved(): void {
    this.changed.clear();
    this.changedKeys.clear();
  }

  get(kind: BookRecord['kind'], id: string): BookRecord | undefined {
    return this.records.get(nameOf({ kind, id }));
  }

  /** Puts a conversion's new state in. @returns its record if that is a change, else null. */
  put(
    kind: BookRecord['kind'],
    id: string,
    conversion: BookRecord['conversion'],
    rateDay: string | null,
  ): BookRecord | null {
    const known = this.get(kind, id);
    if (!known && !conversion) return null;
    const record: BookRecord = known ?? { kind, id, conversion: null, rateDay: null, written: null };
    if (!known) this.records.set(nameOf(record), record);
    if (JSON.stringify(record.conversion) === JSON.stringify(conversion) && record.rateDay === rateDay)
      return null;
    this.index(record, 'delete');
    (record as { conversion: BookRecord['conversion'] }).conversion = conversion;
    record.rateDay = rateDay;
    this.index(record, 'add');
    this.changed.add(record);
    if (conversion) this.changedKeys.set(record, keysOfConversion(conversion));
    return record;
  }

  all(): Iterable<BookRecord> {
    return this.records.values();
  }

  /** Conversions that name an account by this key. */
  ofAccountKey(key: string): Iterable<BookRecord> {
    return this.byAccountKey.get(key) ?? [];
  }

  /** Conversions that have a contact with this key. */
  ofContactKey(key: string): Iterable<BookRecord> {
    return this.byContactKey.get(key) ?? [];
  }

  /** What depends on another's stream. */
  ofStream(stream: string): Iterable<BookRecord> {
    return this.byStream.get(stream) ?? [];
  }

  private index(record: BookRecord, how: 'add' | 'delete'): void {
    const { conversion } = record;
    if (!conversion) return;
    for (const key of conversion.accountKeys) change(this.byAccountKey, key, record, how);
    for (const contact of conversion.contacts)
      for (const key of contact.keys) change(this.byContactKey, key, record, how);
    for (const stream of streamsOf(conversion)) change(this.byStream, stream, record, how);
  }
}

function nameOf({ kind, id }: { kind: BookRecord['kind']; id: string }): string {
  return `${kind}\0${id}`;
}

function change<T>(map: Map<string, Set<T>>, key: string, member: T, how: 'add' | 'delete'): void {
  const members = map.get(key);
  if (members) members[how](member);
  else if (how === 'add') map.set(key, new Set([member]));
}
