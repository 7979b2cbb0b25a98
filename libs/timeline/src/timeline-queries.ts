import { type LogEvent, LogReader } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import type { AccountKey } from './account-directory.js';
import type { AccountEvidence } from './accounts.js';
import type { BookRecord } from './conversion-book.js';
import { conversionColumns } from './conversion-columns.js';
import type { Evidence, Visit } from './identity.js';
import type { KeySlice, PersonKey } from './people.js';
import { type Belonging, unknownBelonging } from './person-account.js';
import type { Rate } from './rates.js';
import type { TimelinePage } from './timeline-reader.js';

/** The stored timeline, a set of rows a query: what batches are folded on and what readers show. */
export class TimelineQueries {
  private readonly log: LogReader;

  constructor(private readonly pool: Pool) {
    this.log = new LogReader(pool);
  }

  private async rows<T extends object>(name: string, text: string, values: unknown[]): Promise<T[]> {
    return (await this.pool.query<T>({ name: `timeline-${name}`, text, values })).rows;
  }

  /** Keys given and all keys of their raw components. */
  async keysAround(workspace: string, keys: string[]): Promise<PersonKey[]> {
    if (keys.length === 0) return [];
    return fromKeyRows(
      await this.rows<KeyRow>(
        'keys-around',
        `SELECT key, component, first_position, belonging FROM person_keys WHERE workspace = $1 AND component IN
           (SELECT component FROM person_keys WHERE workspace = $1 AND key = ANY($2))`,
        [workspace, keys],
      ),
    );
  }

  async keyRows(workspace: string, keys: string[]): Promise<PersonKey[]> {
    if (keys.length === 0) return [];
    return fromKeyRows(
      await this.rows<KeyRow>(
        'keys',
        'SELECT key, component, first_position, belonging FROM person_keys WHERE workspace = $1 AND key = ANY($2)',
        [workspace, keys],
      ),
    );
  }

  async evidenceOf(workspace: string, anchors: string[]): Promise<Evidence[]> {
    if (anchors.length === 0) return [];
    return this.rows<Evidence>(
      'evidence',
      `SELECT position, event_id AS "eventId", occurred_at AS "occurredAt", kind, to_json(keys) AS keys
       FROM identity_evidence
       WHERE workspace = $1 AND keys[1] = ANY($2)`,
      [workspace, anchors],
    );
  }

  /** Visits of the keys, and all visits of the persons that they are of. */
  async visitsAround(workspace: string, keys: string[]): Promise<Visit[]> {
    if (keys.length === 0) return [];
    const rows = await this.rows<VisitRow>(
      'visits-around',
      `SELECT key, from_at, from_event_id, person_key, evidence FROM visits WHERE workspace = $1 AND key IN (
         SELECT key FROM visits WHERE workspace = $1 AND person_key IN (
           SELECT person_key FROM visits WHERE workspace = $1 AND key = ANY($2)))
       ORDER BY key, nth`,
      [workspace, keys],
    );
    return rows.map((row) => ({
      key: row.key,
      from: row.from_at === null ? null : { occurredAt: row.from_at, eventId: row.from_event_id! },
      personKey: row.person_key,
      evidence: row.evidence,
    }));
  }

  /** Keys of persons who may belong to the accounts with these keys. */
  async membersOf(workspace: string, accountKeys: string[]): Promise<string[]> {
    if (accountKeys.length === 0) return [];
    const rows = await this.rows<{ key: string }>(
      'members',
      'SELECT key FROM person_keys WHERE workspace = $1 AND belongs_to = ANY($2)',
      [workspace, accountKeys],
    );
    return rows.map((row) => row.key);
  }

  async accountKeysAround(workspace: string, keys: string[]): Promise<AccountKey[]> {
    if (keys.length === 0) return [];
    return this.rows<AccountKey>(
      'account-keys-around',
      `SELECT key, component, first_position AS "firstPosition", account_key AS "accountKey", evidence, segment, attributes
       FROM account_keys
       WHERE workspace = $1 AND component IN
         (SELECT component FROM account_keys WHERE workspace = $1 AND key = ANY($2))`,
      [workspace, [...new Set(keys)]],
    );
  }

  async accountEvidenceOf(workspace: string, anchors: string[]): Promise<AccountEvidence[]> {
    if (anchors.length === 0) return [];
    return this.rows<AccountEvidence>(
      'account-evidence',
      `SELECT position, event_id AS "eventId", occurred_at AS "occurredAt", to_json(keys) AS keys
       FROM account_evidence
       WHERE workspace = $1 AND keys[1] = ANY($2)`,
      [workspace, [...new Set(anchors)]],
    );
  }

  async conversionsOf(
    workspace: string,
    around: { keys: string[]; streams: string[]; rates: Rate[] },
  ): Promise<BookRecord[]> {
    const ids = around.streams.map((stream) => stream.slice(stream.indexOf(':') + 1));
    return this.rows<BookRecord>(
      'conversions',
      `SELECT ${conversionColumns} FROM conversions c
       WHERE workspace = $1 AND (
         conversion_id = ANY($2)
         OR (kind, conversion_id) IN (SELECT kind, conversion_id FROM conversion_keys WHERE workspace = $1 AND key = ANY($3))
         OR (currency = ANY($4) AND rate_day >= $5)
         OR (currency_at_conversion = ANY($4) AND rate_day >= $5
             AND (currency_at_conversion <> currency OR currency IS NULL)))`,
      [
        workspace,
        ids,
        [...new Set(around.keys)],
        [...new Set(around.rates.map((rate) => rate.from))],
        around.rates.map((rate) => rate.day).sort()[0] ?? null,
      ],
    );
  }

  /** The next conversions after a name, by kind and id; those that are none any more as well. */
  async conversionsAfter(
    workspace: string,
    { kind, id }: { kind: string; id: string },
    limit: number,
    only: string | null = null,
  ): Promise<BookRecord[]> {
    return this.rows<BookRecord>(
      'conversions-after',
      `SELECT ${conversionColumns} FROM conversions
       WHERE workspace = $1 AND (kind, conversion_id) > ($2, $3) AND ($5::text IS NULL OR kind = $5)
       ORDER BY kind, conversion_id LIMIT $4`,
      [workspace, kind, id, limit, only],
    );
  }

  async conversionsNamed(workspace: string, kind: string, ids: string[]): Promise<BookRecord[]> {
    if (ids.length === 0) return [];
    return this.rows<BookRecord>(
      'conversions-named',
      `SELECT ${conversionColumns} FROM conversions
       WHERE workspace = $1 AND kind = $2 AND conversion_id = ANY($3)`,
      [workspace, kind, ids],
    );
  }

  /** The key whose public id this is: the survivor that names a person, or a key merged into another since. */
  async personKeyOfId(workspace: string, id: string): Promise<string | null> {
    return this.keyOfId('person_keys', workspace, id);
  }

  async accountKeyOfId(workspace: string, id: string): Promise<string | null> {
    return this.keyOfId('account_keys', workspace, id);
  }

  private async keyOfId(
    table: 'person_keys' | 'account_keys',
    workspace: string,
    id: string,
  ): Promise<string | null> {
    const [row] = await this.rows<{ key: string }>(
      `id-${table}`,
      `SELECT key FROM ${table} WHERE workspace = $1 AND public_id = $2`,
      [workspace, id],
    );
    return row?.key ?? null;
  }

  /** Streams of the leads, deals and subscriptions that name one of the keys. */
  async conversionStreams(workspace: string, keys: string[]): Promise<string[]> {
    const rows = await this.rows<{ stream: string }>(
      'streams-of-keys',
      `SELECT DISTINCT split_part(kind, '.', 1) || ':' || conversion_id AS stream FROM conversion_keys
       WHERE workspace = $1 AND key = ANY($2)`,
      [workspace, keys],
    );
    return rows.map((row) => row.stream);
  }

  /**
   * One page of a timeline: events of the keys while they were the persons', events at the positions, and what was said
   * of the accounts; in business order.
   */
  async timelineEvents(
    workspace: string,
    slices: KeySlice[],
    positions: number[],
    accountKeys: string[],
    { after, order, limit }: TimelinePage,
  ): Promise<LogEvent[]> {
    const moment = (name: string) => `to_timestamp(${name} / 1000.0)::timestamptz(3)`;
    const behind = order === 'asc' ? '>' : '<';
    const rows = await this.rows<{ position: number }>(
      `timeline-${order}`,
      `WITH slices AS (
         SELECT 'person:' || key AS stream, ${moment('from_at')} AS from_at, from_event_id COLLATE "C" AS from_event_id,
           ${moment('to_at')} AS to_at, to_event_id COLLATE "C" AS to_event_id
         FROM unnest($2::text[], $3::float8[], $4::text[], $5::float8[], $6::text[])
           AS t (key, from_at, from_event_id, to_at, to_event_id)
       ), found AS (
         SELECT e.position, e.occurred_at, e.event_id FROM slices s JOIN events e ON e.workspace = $1 AND e.stream = s.stream
         WHERE (s.from_at IS NULL OR (e.occurred_at, e.event_id COLLATE "C") >= (s.from_at, s.from_event_id))
           AND (s.to_at IS NULL OR (e.occurred_at, e.event_id COLLATE "C") < (s.to_at, s.to_event_id))
         UNION
         SELECT e.position, e.occurred_at, e.event_id FROM events e
         WHERE e.workspace = $1 AND (e.position = ANY($7) OR e.stream = ANY($8))
       )
       SELECT position FROM found
       WHERE $9::float8 IS NULL OR (occurred_at, event_id COLLATE "C", position) ${behind} (${moment('$9::float8')}, $10, $11)
       ORDER BY occurred_at ${order}, event_id COLLATE "C" ${order}, position ${order} LIMIT $12`,
      [
        workspace,
        slices.map((slice) => slice.key),
        slices.map((slice) => slice.from?.occurredAt ?? null),
        slices.map((slice) => slice.from?.eventId ?? null),
        slices.map((slice) => slice.to?.occurredAt ?? null),
        slices.map((slice) => slice.to?.eventId ?? null),
        positions,
        accountKeys.map((key) => `account:${key}`),
        after?.occurredAt ?? null,
        after?.eventId ?? null,
        after?.position ?? null,
        limit,
      ],
    );
    const events = new Map(
      (
        await this.log.at(
          workspace,
          rows.map((row) => row.position),
        )
      ).map((event) => [event.position, event]),
    );
    return rows.map((row) => events.get(row.position)!);
  }

  /** Event ids by position. */
  async eventIds(workspace: string, positions: number[]): Promise<Map<number, string>> {
    const rows = await this.rows<{ position: number; event_id: string }>(
      'event-ids',
      'SELECT position, event_id FROM events WHERE workspace = $1 AND position = ANY($2)',
      [workspace, [...new Set(positions)]],
    );
    return new Map(rows.map((row) => [row.position, row.event_id]));
  }

  async rates(workspace: string): Promise<Rate[]> {
    return this.rows<Rate>(
      'rates',
      `SELECT from_currency AS "from", to_currency AS "to", day, rate, occurred_at AS "occurredAt",
         event_id AS "eventId", position FROM rates WHERE workspace = $1`,
      [workspace],
    );
  }
}

interface KeyRow {
  key: string;
  component: string;
  first_position: number;
  belonging: Belonging | null;
}

interface VisitRow {
  key: string;
  from_at: number | null;
  from_event_id: string | null;
  person_key: string;
  evidence: number | null;
}

function fromKeyRows(rows: KeyRow[]): PersonKey[] {
  return rows.map((row) => ({
    key: row.key,
    component: row.component,
    firstPosition: row.first_position,
    belonging: row.belonging ?? unknownBelonging,
  }));
}
