import type { Conversion, ConversionKind } from './conversions.js';

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

/** Keys of the account and the contacts that a conversion names. */
export function keysOfConversion({ accountKeys, contacts }: Conversion): string[] {
  return [...new Set([...accountKeys, ...contacts.flatMap((contact) => contact.keys)])];
}

/** The conversions around a batch of events, in memory, found by the keys of their account and contacts. */
export class ConversionBook {
  private readonly records = new Map<string, ConversionRecord>();
  private readonly byAccountKey = new Map<string, Set<ConversionRecord>>();
  private readonly byContactKey = new Map<string, Set<ConversionRecord>>();

  readonly changed = new Set<ConversionRecord>();
  /**
   * Whom the changed ones name. Kept of one that is a conversion no more: its events are still on the timelines of those
   * it named last.
   */
  readonly changedKeys = new Map<ConversionRecord, string[]>();

  load(records: ConversionRecord[]): void {
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

  get(kind: ConversionKind, id: string): ConversionRecord | undefined {
    return this.records.get(nameOf({ kind, id }));
  }

  /** Puts a conversion's new state in. @returns its record if that is a change, else null. */
  put(
    kind: ConversionKind,
    id: string,
    conversion: Conversion | null,
    rateDay: string | null,
  ): ConversionRecord | null {
    let record = this.get(kind, id);
    if (!record) {
      if (!conversion) return null;
      record = { kind, id, conversion: null, rateDay: null, written: null };
      this.records.set(nameOf(record), record);
    }
    if (JSON.stringify(record.conversion) === JSON.stringify(conversion) && record.rateDay === rateDay)
      return null;
    this.index(record, 'delete');
    record.conversion = conversion;
    record.rateDay = rateDay;
    this.index(record, 'add');
    this.changed.add(record);
    if (conversion) this.changedKeys.set(record, keysOfConversion(conversion));
    return record;
  }

  all(): Iterable<ConversionRecord> {
    return this.records.values();
  }

  /** Conversions that name an account by this key. */
  ofAccountKey(key: string): Iterable<ConversionRecord> {
    return this.byAccountKey.get(key) ?? [];
  }

  /** Conversions that have a contact with this key. */
  ofContactKey(key: string): Iterable<ConversionRecord> {
    return this.byContactKey.get(key) ?? [];
  }

  private index(record: ConversionRecord, how: 'add' | 'delete'): void {
    const { conversion } = record;
    if (!conversion) return;
    for (const key of conversion.accountKeys) change(this.byAccountKey, key, record, how);
    for (const contact of conversion.contacts)
      for (const key of contact.keys) change(this.byContactKey, key, record, how);
  }
}

function nameOf({ kind, id }: { kind: ConversionKind; id: string }): string {
  return `${kind}\0${id}`;
}

function change<T>(map: Map<string, Set<T>>, key: string, member: T, how: 'add' | 'delete'): void {
  const members = map.get(key);
  if (members) members[how](member);
  else if (how === 'add') map.set(key, new Set([member]));
}
