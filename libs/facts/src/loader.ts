import type { Definitions, KeyOwners } from '@touchstone/timeline';
import type { ClickHouse } from './clickhouse.js';
import { journeyColumns, journeyLine } from './journey-columns.js';
import type { JourneyRow } from './journey-row.js';
import { personKeyColumns, toPersonKeyRow } from './person-key-row.js';
import { noteReclassified } from './reclassification.js';
import { spendColumns, toSpendRow, type SpendFact } from './spend.js';
import { journeyTouchSelect, toTouchRow, touchColumns } from './touch-row.js';
import type { JourneyTouch, TouchFact } from './touch.js';

/** Facts of one range of the log; a range is always the same rows, however often it is sent. */
export interface FactsBatch {
  workspace: string;
  /** First and last position of the range, both in; touches and spend lie in it by position, journeys and keys by version. */
  fromPosition: number;
  toPosition: number;
  touches: readonly TouchFact[];
  journeys: readonly JourneyRow[];
  spend: readonly SpendFact[];
  /** What its commits changed of whose keys are. */
  personKeys: readonly KeyOwners[];
}

/** The projection that facts are loaded by, in the checkpoints of the log: reports show what it has reached. */
export const factsProjection = 'facts';

export const factTables = ['touches', 'spend', 'person_keys', 'journeys'] as const;
export type FactTable = (typeof factTables)[number];

/** Rows written by a load; 0 for a table that had them already. */
export type LoadedRows = Record<FactTable, number>;

const positionOf: Record<FactTable, string> = {
  touches: 'position',
  spend: 'position',
  person_keys: 'version',
  journeys: 'version',
};

/**
 * Person keys asked for in one query, so many because keys lie all over the table: a query reads much of it. As a
 * parameter they travel in the address of a server, which takes 1 MiB.
 */
const keysPerQuery = 8000;
const keyBytesPerQuery = 300_000;

/** Writes facts to ClickHouse, each table of a batch as one block, and reads touches back for journeys. */
export class FactsLoader {
  constructor(private readonly clickhouse: ClickHouse) {}

  /**
   * Writes a batch; journeys come last, so that what a report shows has its facts. Sent twice within the tables' window
   * it is written once. After a crash or an unknown outcome pass `mayBeLoaded`: then tables are asked first, and one
   * that has the range is left alone, however long ago that was.
   */
  async load(batch: FactsBatch, options: { mayBeLoaded?: boolean } = {}): Promise<LoadedRows> {
    const { workspace, fromPosition, toPosition } = batch;
    const written: LoadedRows = { touches: 0, spend: 0, person_keys: 0, journeys: 0 };
    for (const { table, columns, rows } of blocksOf(batch)) {
      if (rows.length === 0) continue;
      if (options.mayBeLoaded) {
        if ((await this.alreadyLoaded(workspace, table, fromPosition, toPosition)) > 0) continue;
      }
      await this.clickhouse.insert(table, rows, {
        columns,
        token: `${workspace}:${table}:${fromPosition}:${toPosition}`,
      });
      written[table] = rows.length;
    }
    return written;
  }

  /**
   * Writes versions that a review of a portion of conversions made, as one block. Asks first whether it is there already:
   * a review that was interrupted makes the same portion again.
   */
  async loadReviewed(journeys: readonly JourneyRow[]): Promise<void> {
    const [first] = journeys;
    if (!first) return;
    const { workspace, kind, convertedAt: at, conversionId, version } = first;
    const [row] = await this.clickhouse.query<{ rows: string }>({
      name: 'loaded_review',
      sql: `SELECT count() AS rows FROM journeys WHERE workspace = {workspace:String} AND kind = {kind:String}
        AND converted_at = fromUnixTimestamp64Milli({at:Int64}, 'UTC') AND conversion_id = {conversionId:String}
        AND version = {version:UInt64}`,
      params: { workspace, kind, at, conversionId, version },
    });
    if (Number(row?.rows ?? 0) > 0) return;
    await this.clickhouse.insert('journeys', journeys.map(journeyLine), {
      columns: journeyColumns,
      token: `${workspace}:journeys:${version}:${kind}:${conversionId}`,
    });
  }

  /** See `noteReclassified`. */
  async noteReclassified(
    workspace: string,
    change: { version: number; before: Definitions; after: Definitions },
  ): Promise<void> {
    await noteReclassified(this.clickhouse, workspace, change);
  }

  /** Number of rows a table has of a range of positions, both ends in: as a range is one block, all of them or 0. */
  async alreadyLoaded(workspace: string, table: FactTable, from: number, to: number): Promise<number> {
    const [row] = await this.clickhouse.query<{ rows: string }>({
      name: `loaded_${table}`,
      sql: `SELECT count() AS rows FROM ${table}
        WHERE workspace = {workspace:String} AND ${positionOf[table]} BETWEEN {from:UInt64} AND {to:UInt64}`,
      params: { workspace, from, to },
    });
    return Number(row?.rows ?? 0);
  }

  /**
   * Touches of persons by their keys, in no order. `throughPosition` leaves out what the log did not hold yet then.
   */
  async touchesOf(
    workspace: string,
    personKeys: readonly string[],
    throughPosition = Number.MAX_SAFE_INTEGER,
  ): Promise<JourneyTouch[]> {
    const touches: JourneyTouch[] = [];
    for (const keys of portionsOf([...new Set(personKeys)])) {
      const rows = await this.clickhouse.query<JourneyTouch>({
        name: 'touches_of_persons',
        sql: `SELECT ${journeyTouchSelect} FROM touches
          WHERE workspace = {workspace:String} AND person_key IN {keys:Array(String)} AND position <= {through:UInt64}`,
        params: { workspace, keys, through: throughPosition },
        settings: { output_format_json_quote_64bit_integers: 0 },
      });
      for (const row of rows) touches.push(row);
    }
    return touches;
  }
}

function* portionsOf(keys: string[]): Generator<string[]> {
  let portion: string[] = [];
  let bytes = 0;
  for (const key of keys) {
    portion.push(key);
    bytes += Buffer.byteLength(key);
    if (portion.length < keysPerQuery && bytes < keyBytesPerQuery) continue;
    yield portion;
    [portion, bytes] = [[], 0];
  }
  if (portion.length > 0) yield portion;
}

function blocksOf(batch: FactsBatch) {
  return [
    { table: 'touches', columns: touchColumns, rows: batch.touches.map(toTouchRow) },
    { table: 'spend', columns: spendColumns, rows: batch.spend.map(toSpendRow) },
    {
      table: 'person_keys',
      columns: personKeyColumns,
      rows: batch.personKeys.map((owners) => toPersonKeyRow(batch.workspace, owners)),
    },
    { table: 'journeys', columns: journeyColumns, rows: batch.journeys.map((row) => journeyLine(row)) },
  ] as const;
}
