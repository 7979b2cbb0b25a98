import type { AccountOfKey, Definitions, JourneyOrder, KeyOwners } from '@touchstone/timeline';
import { accountKeyColumns, toAccountKeyRow } from './account-key-row.js';
import { accountListColumns, type ListedAccount, toAccountListRow } from './account-list.js';
import type { ClickHouse } from './clickhouse.js';
import { type MarginsFact, marginsColumns, toMarginsRow } from './margins.js';
import { journeyColumns, journeyLine } from './journey-columns.js';
import type { JourneyRow } from './journey-row.js';
import { keysOf, PersonTouches } from './person-touches.js';
import { personKeyColumns, toPersonKeyRow } from './person-key-row.js';
import { noteReclassified } from './reclassification.js';
import { spendColumns, toSpendRow, type SpendFact } from './spend.js';
import { journeyTouchSelect, toTouchRow, touchColumns } from './touch-row.js';
import type { JourneyTouch, TouchFact } from './touch.js';
import {
  idColumnOf,
  versionedColumns,
  versionedLine,
  type VersionedRow,
  type VersionedTable,
} from './versioned-row.js';

/** Facts of one range of the log; a range is always the same rows, however often it is sent. */
export interface FactsBatch {
  workspace: string;
  /** First and last position of the range, both in; touches, spend, lists and margins lie in it by position, all others by version. */
  fromPosition: number;
  toPosition: number;
  touches: readonly TouchFact[];
  journeys: readonly JourneyRow[];
  spend: readonly SpendFact[];
  /** What its commits changed of whose keys are. */
  personKeys: readonly KeyOwners[];
  /** The same of which accounts keys stand for; none where left out. */
  accountKeys?: readonly AccountOfKey[];
  /** Who was put on a target list or taken off; none where left out. */
  listed?: readonly ListedAccount[];
  /** Margins that were published; none where left out. */
  margins?: readonly MarginsFact[];
  /** Of deals, subscriptions and leads; none where left out. */
  versions?: readonly VersionedRow[];
}

/** The projection that facts are loaded by, in the checkpoints of the log: reports show what it has reached. */
export const factsProjection = 'facts';

const versionedTables = ['deals', 'subscriptions', 'leads'] as const satisfies VersionedTable[];
export const factTables = [
  ...(['touches', 'spend', 'person_keys', 'account_keys', 'account_lists', 'margins'] as const),
  ...versionedTables,
  'journeys',
] as const;
export type FactTable = (typeof factTables)[number];

/** Rows written by a load; 0 for a table that had them already. */
export type LoadedRows = Record<FactTable, number>;

const positionOf: Record<FactTable, string> = {
  touches: 'position',
  spend: 'position',
  person_keys: 'version',
  account_keys: 'version',
  account_lists: 'position',
  margins: 'position',
  deals: 'version',
  subscriptions: 'version',
  leads: 'version',
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
    const written = Object.fromEntries(factTables.map((table) => [table, 0])) as LoadedRows;
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
   * Writes versions that a review of a portion made, each table's as one block. Asks first whether they are there already:
   * a review that was interrupted makes the same portion again.
   */
  async loadReviewed({
    journeys,
    versions,
  }: {
    journeys: JourneyRow[];
    versions: VersionedRow[];
  }): Promise<void> {
    for (const table of versionedTables) {
      const rows = versions.filter((row) => row.table === table);
      const [first] = rows;
      if (!first) continue;
      const { workspace, id, version } = first;
      const there = await this.count(
        `loaded_review_${table}`,
        `${table} WHERE workspace = {workspace:String} AND ${idColumnOf(table)} = {id:String} AND version = {version:UInt64}`,
        { workspace, id, version },
      );
      if (there > 0) continue;
      await this.clickhouse.insert(table, rows.map(versionedLine), {
        columns: versionedColumns(table),
        token: `${workspace}:${table}:${version}:${id}`,
      });
    }
    await this.loadReviewedJourneys(journeys);
  }

  private async loadReviewedJourneys(journeys: readonly JourneyRow[]): Promise<void> {
    const [first] = journeys;
    if (!first) return;
    const { workspace, kind, convertedAt: at, conversionId, version } = first;
    const there = await this.count(
      'loaded_review',
      `journeys WHERE workspace = {workspace:String} AND kind = {kind:String}
        AND converted_at = fromUnixTimestamp64Milli({at:Int64}, 'UTC') AND conversion_id = {conversionId:String}
        AND version = {version:UInt64}`,
      { workspace, kind, at, conversionId, version },
    );
    if (there > 0) return;
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
    return this.count(
      `loaded_${table}`,
      `${table} WHERE workspace = {workspace:String} AND ${positionOf[table]} BETWEEN {from:UInt64} AND {to:UInt64}`,
      { workspace, from, to },
    );
  }

  private async count(name: string, of: string, params: Record<string, unknown>): Promise<number> {
    const [row] = await this.clickhouse.query<{ rows: string }>({
      name,
      sql: `SELECT count() AS rows FROM ${of}`,
      params,
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

  /** All touches that journeys are built from, as the log stood at a position. */
  async touchesFor(
    workspace: string,
    orders: Iterable<Pick<JourneyOrder, 'group'>>,
    throughPosition: number,
  ): Promise<PersonTouches> {
    const touches = new PersonTouches();
    const keys = [...keysOf(orders)];
    touches.add(keys, await this.touchesOf(workspace, keys, throughPosition));
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
    {
      table: 'account_keys',
      columns: accountKeyColumns,
      rows: (batch.accountKeys ?? []).map((one) => toAccountKeyRow(batch.workspace, one)),
    },
    {
      table: 'account_lists',
      columns: accountListColumns,
      rows: (batch.listed ?? []).map(toAccountListRow),
    },
    { table: 'margins', columns: marginsColumns, rows: (batch.margins ?? []).map(toMarginsRow) },
    ...versionedTables.map((table) => ({
      table,
      columns: versionedColumns(table),
      rows: (batch.versions ?? []).filter((row) => row.table === table).map(versionedLine),
    })),
    { table: 'journeys', columns: journeyColumns, rows: batch.journeys.map((row) => journeyLine(row)) },
  ] as const;
}
