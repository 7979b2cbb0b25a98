import type { WorkspaceSettings } from '@touchstone/contracts';
import { type LogEvent, LogReader } from '@touchstone/event-log';
import type { Pool, PoolClient } from '@touchstone/runtime';
import type { AccountKey } from './account-directory.js';
import type { AccountEvidence } from './accounts.js';
import type { ConversionRecord } from './conversion-book.js';
import type { Conversion } from './conversions.js';
import type { Evidence, Visit } from './identity.js';
import { accountIdOf, personIdOf } from './keys.js';
import type { PersonKey } from './people.js';
import { accountKeyOf, type Belonging, unknownBelonging } from './person-account.js';
import { type Rate, RateTable } from './rates.js';
import { hasConversions, TimelineState } from './timeline-state.js';
import { defaultSettings, settingsOf, settingsStream } from './workspace-settings.js';

type Rows<T> = Promise<T[]>;

/** Loads what surrounds a batch of events into a `TimelineState`, and saves what the batch changed. A few queries a batch. */
export class TimelineStore {
  private readonly log: LogReader;

  constructor(private readonly pool: Pool) {
    this.log = new LogReader(pool);
  }

  /** Settings and rates as of a position: small, so a projector keeps them from batch to batch. */
  async base(
    workspace: string,
    position: number,
  ): Promise<{ settings: WorkspaceSettings; rates: RateTable }> {
    const [published, rates] = await Promise.all([
      this.log.streams(workspace, [settingsStream], position),
      this.rows<Rate>(
        'rates',
        `SELECT from_currency AS "from", to_currency AS "to", day, rate, occurred_at AS "occurredAt",
        event_id AS "eventId", position FROM rates WHERE workspace = $1`,
        [workspace],
      ),
    ]);
    return { settings: settingsOf(published, defaultSettings), rates: new RateTable(rates) };
  }

  /** The neighbourhood of a batch: people and accounts it names, what converted there, and everybody in those groups. */
  async load(
    workspace: string,
    batch: LogEvent[],
    base: { settings: WorkspaceSettings; rates: RateTable },
  ): Promise<TimelineState> {
    const state = new TimelineState(workspace, base.settings, base.rates);
    const before = batch[0]!.position - 1;
    const ruled = batch.some((event) => event.stream === settingsStream);
    const streams = [...new Set(batch.map((event) => event.stream))].filter(hasConversions);
    const earlier = ruled
      ? await this.allConversionStreams(workspace, before)
      : await this.log.streams(workspace, streams, before);
    state.loadStreams(earlier);

    const named = personKeysOf(batch);
    const namedKeys = await this.keysAround(workspace, named);
    const accounts = await this.accountKeysAround(workspace, [
      ...accountKeysNamed([...batch, ...earlier]),
      ...namedKeys.flatMap((row) => accountKeyOf(row.belonging) ?? []),
    ]);
    const conversions = await this.conversionsOf(workspace, {
      keys: [...named, ...namedKeys.map((row) => row.key), ...accounts.map((row) => row.key)],
      streams,
      rates: batch
        .filter((event) => event.type === 'fx.rate_set.v1')
        .map((event) => event.data as unknown as Rate),
      all: ruled,
    });
    const known = new Set(accounts.map((row) => row.key));
    const further = conversions
      .flatMap((record) => record.conversion?.accountKeys ?? [])
      .filter((key) => !known.has(key));
    const allAccounts = [...accounts, ...(await this.accountKeysAround(workspace, further))];

    const contacts = conversions.flatMap(
      (record) => record.conversion?.contacts.flatMap((one) => one.keys) ?? [],
    );
    const members = await this.membersOf(
      workspace,
      allAccounts.map((row) => row.key),
    );
    const have = new Set(namedKeys.map((row) => row.key));
    const others = [...contacts, ...personKeysOf(earlier), ...members].filter((key) => !have.has(key));
    const visits = await this.visitsAround(workspace, [...have, ...others]);
    const missing = [...new Set([...others, ...visits.map((visit) => visit.key)])].filter(
      (key) => !have.has(key),
    );
    const [keys, evidence, accountEvidence] = await Promise.all([
      this.keyRows(workspace, missing),
      this.evidenceOf(workspace, [...have]),
      this.accountEvidenceOf(
        workspace,
        allAccounts.map((row) => row.key),
      ),
    ]);
    state.people.load({ keys: [...namedKeys, ...keys], evidence, visits });
    state.accounts.load({ keys: unique(allAccounts), evidence: accountEvidence });
    state.conversions.load(conversions);
    return state;
  }

  /** Writes what the batch changed, inside the transaction that moves the checkpoint. */
  async save(client: PoolClient, state: TimelineState): Promise<void> {
    const { workspace, people, accounts, conversions } = state;
    const keys = [...people.changedKeys].map((key) => people.record(key));
    await upsert(client, 'person_keys', ['workspace', 'key'], {
      workspace: ['text', keys.map(() => workspace)],
      key: ['text', keys.map((row) => row.key)],
      public_id: ['text', keys.map((row) => personIdOf(workspace, row.key))],
      component: ['text', keys.map((row) => row.component)],
      first_position: ['bigint', keys.map((row) => row.firstPosition)],
      belongs_to: ['text', keys.map((row) => accountKeyOf(row.belonging))],
      belonging: [
        'json',
        keys.map((row) => (row.belonging === unknownBelonging ? null : JSON.stringify(row.belonging))),
      ],
    });
    const evidence = people.newEvidence;
    await upsert(client, 'identity_evidence', ['workspace', 'position', 'nth'], {
      workspace: ['text', evidence.map(() => workspace)],
      position: ['bigint', evidence.map((row) => row.position)],
      nth: ['int', evidence.map((row) => row.nth)],
      event_id: ['text', evidence.map((row) => row.eventId)],
      occurred_at: ['bigint', evidence.map((row) => row.occurredAt)],
      kind: ['text', evidence.map((row) => row.kind)],
      keys: ['textarray', evidence.map((row) => JSON.stringify(row.keys))],
    });
    await this.saveVisits(client, state);
    const accountKeys = [...accounts.changedKeys].map((key) => accounts.record(key));
    await upsert(client, 'account_keys', ['workspace', 'key'], {
      workspace: ['text', accountKeys.map(() => workspace)],
      key: ['text', accountKeys.map((row) => row.key)],
      public_id: ['text', accountKeys.map((row) => accountIdOf(workspace, row.key))],
      component: ['text', accountKeys.map((row) => row.component)],
      first_position: ['bigint', accountKeys.map((row) => row.firstPosition)],
      account_key: ['text', accountKeys.map((row) => row.accountKey)],
      evidence: ['bigint', accountKeys.map((row) => row.evidence)],
    });
    const links = accounts.newEvidence;
    await upsert(client, 'account_evidence', ['workspace', 'position'], {
      workspace: ['text', links.map(() => workspace)],
      position: ['bigint', links.map((row) => row.position)],
      event_id: ['text', links.map((row) => row.eventId)],
      occurred_at: ['bigint', links.map((row) => row.occurredAt)],
      keys: ['textarray', links.map((row) => JSON.stringify(row.keys))],
    });
    await this.saveConversions(client, workspace, [...conversions.changed]);
    const rates = [...state.rates].filter((rate) => state.newRates.includes(rate));
    await upsert(client, 'rates', ['workspace', 'from_currency', 'to_currency', 'day'], {
      workspace: ['text', rates.map(() => workspace)],
      from_currency: ['text', rates.map((rate) => rate.from)],
      to_currency: ['text', rates.map((rate) => rate.to)],
      day: ['text', rates.map((rate) => rate.day)],
      rate: ['text', rates.map((rate) => rate.rate)],
      occurred_at: ['bigint', rates.map((rate) => rate.occurredAt)],
      event_id: ['text', rates.map((rate) => rate.eventId)],
      position: ['bigint', rates.map((rate) => rate.position)],
    });
  }

  private async saveVisits(client: PoolClient, { workspace, people }: TimelineState): Promise<void> {
    const changed = [...people.changedVisits];
    if (changed.length === 0) return;
    await client.query('DELETE FROM visits WHERE workspace = $1 AND key = ANY($2)', [workspace, changed]);
    const visits = changed.flatMap((key) => people.visitsOf(key).map((visit, nth) => ({ visit, nth })));
    await upsert(client, 'visits', ['workspace', 'key', 'nth'], {
      workspace: ['text', visits.map(() => workspace)],
      key: ['text', visits.map(({ visit }) => visit.key)],
      nth: ['int', visits.map(({ nth }) => nth)],
      from_at: ['bigint', visits.map(({ visit }) => visit.from?.occurredAt ?? null)],
      from_event_id: ['text', visits.map(({ visit }) => visit.from?.eventId ?? null)],
      person_key: ['text', visits.map(({ visit }) => visit.personKey)],
      evidence: ['bigint', visits.map(({ visit }) => visit.evidence)],
    });
  }

  private async saveConversions(
    client: PoolClient,
    workspace: string,
    records: ConversionRecord[],
  ): Promise<void> {
    if (records.length === 0) return;
    await upsert(client, 'conversions', ['workspace', 'kind', 'conversion_id'], {
      workspace: ['text', records.map(() => workspace)],
      kind: ['text', records.map((record) => record.kind)],
      conversion_id: ['text', records.map((record) => record.id)],
      conversion: ['json', records.map((record) => record.conversion && JSON.stringify(record.conversion))],
      currency: ['text', records.map((record) => record.conversion?.amount?.currency ?? null)],
      rate_day: ['text', records.map((record) => record.rateDay)],
      written: ['json', records.map((record) => record.written && JSON.stringify(record.written))],
    });
    await client.query(
      `DELETE FROM conversion_keys k USING unnest($2::text[], $3::text[]) AS t (kind, id)
       WHERE k.workspace = $1 AND k.kind = t.kind AND k.conversion_id = t.id`,
      [workspace, records.map((record) => record.kind), records.map((record) => record.id)],
    );
    const keys = records.flatMap((record) =>
      keysOfConversion(record.conversion).map((key) => ({ record, key })),
    );
    await upsert(client, 'conversion_keys', ['workspace', 'key', 'kind', 'conversion_id'], {
      workspace: ['text', keys.map(() => workspace)],
      key: ['text', keys.map(({ key }) => key)],
      kind: ['text', keys.map(({ record }) => record.kind)],
      conversion_id: ['text', keys.map(({ record }) => record.id)],
    });
  }

  private async rows<T extends object>(name: string, text: string, values: unknown[]): Rows<T> {
    return (await this.pool.query<T>({ name: `timeline-${name}`, text, values })).rows;
  }

  /** Keys given and all keys of their raw components. */
  private async keysAround(workspace: string, keys: string[]): Rows<PersonKey> {
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

  private async keyRows(workspace: string, keys: string[]): Rows<PersonKey> {
    if (keys.length === 0) return [];
    return fromKeyRows(
      await this.rows<KeyRow>(
        'keys',
        'SELECT key, component, first_position, belonging FROM person_keys WHERE workspace = $1 AND key = ANY($2)',
        [workspace, keys],
      ),
    );
  }

  private async evidenceOf(workspace: string, anchors: string[]): Rows<Evidence> {
    if (anchors.length === 0) return [];
    return this.rows<Evidence>(
      'evidence',
      `SELECT position, event_id AS "eventId", occurred_at AS "occurredAt", kind, keys FROM identity_evidence
       WHERE workspace = $1 AND keys[1] = ANY($2)`,
      [workspace, anchors],
    );
  }

  /** Visits of the keys, and all visits of the persons that they are of. */
  private async visitsAround(workspace: string, keys: string[]): Rows<Visit> {
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
  private async membersOf(workspace: string, accountKeys: string[]): Promise<string[]> {
    if (accountKeys.length === 0) return [];
    const rows = await this.rows<{ key: string }>(
      'members',
      'SELECT key FROM person_keys WHERE workspace = $1 AND belongs_to = ANY($2)',
      [workspace, accountKeys],
    );
    return rows.map((row) => row.key);
  }

  private async accountKeysAround(workspace: string, keys: string[]): Rows<AccountKey> {
    if (keys.length === 0) return [];
    return this.rows<AccountKey>(
      'account-keys-around',
      `SELECT key, component, first_position AS "firstPosition", account_key AS "accountKey", evidence FROM account_keys
       WHERE workspace = $1 AND component IN
         (SELECT component FROM account_keys WHERE workspace = $1 AND key = ANY($2))`,
      [workspace, [...new Set(keys)]],
    );
  }

  private async accountEvidenceOf(workspace: string, anchors: string[]): Rows<AccountEvidence> {
    if (anchors.length === 0) return [];
    return this.rows<AccountEvidence>(
      'account-evidence',
      `SELECT position, event_id AS "eventId", occurred_at AS "occurredAt", keys FROM account_evidence
       WHERE workspace = $1 AND keys[1] = ANY($2)`,
      [workspace, [...new Set(anchors)]],
    );
  }

  private async conversionsOf(
    workspace: string,
    around: { keys: string[]; streams: string[]; rates: Rate[]; all: boolean },
  ): Rows<ConversionRecord> {
    const ids = around.streams.map((stream) => stream.slice(stream.indexOf(':') + 1));
    return this.rows<ConversionRecord>(
      'conversions',
      `SELECT kind, conversion_id AS id, conversion, rate_day AS "rateDay", written FROM conversions c
       WHERE workspace = $1 AND (
         $2 OR conversion_id = ANY($3)
         OR (kind, conversion_id) IN (SELECT kind, conversion_id FROM conversion_keys WHERE workspace = $1 AND key = ANY($4))
         OR (currency = ANY($5) AND rate_day >= $6))`,
      [
        workspace,
        around.all,
        ids,
        [...new Set(around.keys)],
        [...new Set(around.rates.map((rate) => rate.from))],
        around.rates.map((rate) => rate.day).sort()[0] ?? null,
      ],
    );
  }

  private async allConversionStreams(workspace: string, upTo: number): Promise<LogEvent[]> {
    const rows = await this.rows<{ stream: string }>(
      'conversion-streams',
      `SELECT DISTINCT split_part(kind, '.', 1) || ':' || conversion_id AS stream FROM conversions WHERE workspace = $1`,
      [workspace],
    );
    return this.log.streams(
      workspace,
      rows.map((row) => row.stream),
      upTo,
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

function personKeysOf(events: LogEvent[]): string[] {
  return [...new Set(events.flatMap((event) => event.links.people.flatMap((person) => person.keys)))];
}

function accountKeysNamed(events: LogEvent[]): string[] {
  return events.flatMap(({ links }) => [
    ...links.accounts,
    ...links.people.flatMap((person) =>
      person.emailDomain === null ? [] : [`domain:${person.emailDomain}`],
    ),
  ]);
}

function keysOfConversion(conversion: Conversion | null): string[] {
  if (!conversion) return [];
  return [...new Set([...conversion.accountKeys, ...conversion.contacts.flatMap((contact) => contact.keys)])];
}

function unique(rows: AccountKey[]): AccountKey[] {
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}

type Columns = Record<string, [type: 'text' | 'bigint' | 'int' | 'json' | 'textarray', values: unknown[]]>;

/** One statement for all rows, as arrays a column. Text arrays travel as JSON, since unnest would flatten them. */
async function upsert(client: PoolClient, table: string, key: string[], columns: Columns): Promise<void> {
  const names = Object.keys(columns);
  if (columns[names[0]!]![1].length === 0) return;
  const parameters = names.map((name, index) => {
    const [type] = columns[name]!;
    return `$${index + 1}::${type === 'textarray' || type === 'json' ? 'text' : type}[]`;
  });
  const values = names.map((name) => {
    const [type] = columns[name]!;
    if (type === 'json') return `${name}::json`;
    return type === 'textarray' ? `ARRAY(SELECT json_array_elements_text(${name}::json))` : name;
  });
  const updates = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  await client.query({
    name: `save-${table}`,
    text: `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')}
           FROM unnest(${parameters.join(', ')}) AS t (${names.join(', ')})
           ON CONFLICT (${key.join(', ')}) DO ${updates.length > 0 ? `UPDATE SET ${updates.join(', ')}` : 'NOTHING'}`,
    values: names.map((name) => columns[name]![1]),
  });
}
