import { crashPoint, Fault, inTransaction, type Pool, type PoolClient } from '@touchstone/runtime';
import { Fenced, takeOffsets, type TakenOffsets } from './consumer-offsets.js';
import type { NewEvent } from './event.js';
import { insertEvents } from './insert-events.js';
import { identityOf, knownIdentities } from './known-content.js';
import { putIntoQuarantine, type Quarantined } from './quarantine.js';

/** What became of one event of an append, in the order given. */
export type Outcome =
  { status: 'accepted' | 'duplicate'; position: number } | { status: 'conflict'; position: number };

export interface Append {
  events: NewEvent[];
  /** Messages that could not become events; kept in the same transaction. */
  quarantined?: Quarantined[];
  /** Kafka offsets that this append takes, of any partitions; in the same transaction. */
  offsets?: readonly TakenOffsets[];
  /** Refuses the append unless each stream (of the events' only workspace) is at this version; 0 = does not exist. */
  expectedVersions?: ReadonlyMap<string, number>;
  /** The bytes of an event as they came, asked for only if it turns out to be a conflict. */
  rawOf?: (event: NewEvent) => Buffer;
  /** The place of an event at the door, for the case of a conflict; the same place again is the same quarantine row. */
  originOf?: (event: NewEvent) => string;
  /** Where the events came in. */
  door?: string;
}

/** `fenced`: another consumer has taken offsets of a partition already, up to `nextOffset`; nothing was written. */
export type AppendResult = { fenced: false; outcomes: Outcome[] } | { fenced: true; nextOffset: number };

interface Head {
  position: number;
  digest: Buffer;
  recorded_at: Date;
}

/**
 * The append side of the log. One append is one transaction: events, quarantine and consumer offsets stand or fall
 * together. Appends to a workspace are serialised by its head's row lock, held until the commit: positions are
 * 1..n without holes and become visible in order, so `position > cursor` never skips an event.
 */
export class EventLog {
  constructor(
    private readonly pool: Pool,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Appends events of any workspaces.
   * @returns per event: accepted with its position; duplicate of, or conflict with, the event at a position.
   * @throws Fault `conflict` where an expected version does not hold; nothing was written.
   */
  async append({
    events,
    quarantined = [],
    offsets = [],
    expectedVersions,
    rawOf,
    originOf,
    door = 'http',
  }: Append): Promise<AppendResult> {
    const result = await inTransaction<AppendResult>(this.pool, async (client) => {
      await takeOffsets(client, offsets);
      const outcomes = new Array<Outcome>(events.length);
      const conflicts: Quarantined[] = [];
      for (const [workspace, indexes] of byWorkspace(events)) {
        const taken = await this.appendTo(
          client,
          workspace,
          indexes.map((index) => events[index]!),
          expectedVersions,
        );
        taken.forEach((outcome, nth) => {
          const index = indexes[nth]!;
          outcomes[index] = outcome;
          if (outcome.status === 'conflict')
            conflicts.push(conflictOf(events[index]!, outcome.position, { door, rawOf, originOf }));
        });
      }
      await putIntoQuarantine(client, [...quarantined, ...conflicts]);
      crashPoint('append-before-commit');
      return { fenced: false, outcomes };
    }).catch((thrown: unknown) => {
      if (thrown instanceof Fenced) return { fenced: true, nextOffset: thrown.nextOffset } as const;
      throw thrown;
    });
    crashPoint('append-after-commit');
    return result;
  }

  private async appendTo(
    client: PoolClient,
    workspace: string,
    events: NewEvent[],
    expectedVersions?: ReadonlyMap<string, number>,
  ): Promise<Outcome[]> {
    const head = await lockHead(client, workspace);
    const outcomes = new Array<Outcome | undefined>(events.length);
    const known = await knownIdentities(client, workspace, events);
    const fresh: NewEvent[] = [];
    events.forEach((event, index) => {
      const identity = identityOf(event);
      const before = known.get(identity);
      if (before) {
        outcomes[index] = {
          status: before.contentHash === event.contentHash ? 'duplicate' : 'conflict',
          position: before.position,
        };
        return;
      }
      fresh.push(event);
      const position = head.position + fresh.length;
      known.set(identity, { position, contentHash: event.contentHash });
      outcomes[index] = { status: 'accepted', position };
    });
    if (fresh.length > 0 || expectedVersions) {
      const versions = await streamVersions(client, workspace, [
        ...new Set([...fresh.map((event) => event.stream), ...(expectedVersions?.keys() ?? [])]),
      ]);
      for (const [stream, expected] of expectedVersions ?? [])
        if ((versions.get(stream) ?? 0) !== expected)
          throw new Fault(
            'conflict',
            `stream ${stream} is at version ${versions.get(stream) ?? 0}, not ${expected}`,
            { retry: true },
          );
      if (fresh.length > 0) await this.insert(client, workspace, fresh, head, versions);
    }
    return outcomes as Outcome[];
  }

  private async insert(
    client: PoolClient,
    workspace: string,
    events: NewEvent[],
    head: Head,
    versions: Map<string, number>,
  ): Promise<void> {
    // recordedAt never runs backwards, so that a moment can be turned into a position
    const recordedAt = new Date(Math.max(this.now(), head.recorded_at.getTime()));
    const commit = head.position + events.length;
    const place = { workspace, after: head.position, digest: head.digest, commit, recordedAt };
    const digest = await insertEvents(client, events, place, versions);
    await client.query({
      name: 'move-head',
      text: 'UPDATE log_heads SET position = $2, digest = $3, recorded_at = $4 WHERE workspace = $1',
      values: [workspace, commit, digest, recordedAt],
    });
  }
}

/** Workspaces in one order for everybody, so that two appends never wait for each other. */
function byWorkspace(events: NewEvent[]): [string, number[]][] {
  const groups = new Map<string, number[]>();
  events.forEach((event, index) => {
    const group = groups.get(event.workspace);
    if (group) group.push(index);
    else groups.set(event.workspace, [index]);
  });
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function lockHead(client: PoolClient, workspace: string): Promise<Head> {
  const lock = () =>
    client.query<Head>({
      name: 'lock-head',
      text: 'SELECT position, digest, recorded_at FROM log_heads WHERE workspace = $1 FOR UPDATE',
      values: [workspace],
    });
  let { rows } = await lock();
  if (!rows[0]) {
    await client.query(
      `INSERT INTO log_heads (workspace, position, digest, recorded_at) VALUES ($1, 0, '', to_timestamp(0))
       ON CONFLICT DO NOTHING`,
      [workspace],
    );
    ({ rows } = await lock());
  }
  return rows[0]!;
}

async function streamVersions(
  client: PoolClient,
  workspace: string,
  streams: string[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ stream: string; version: number | null }>({
    name: 'stream-versions',
    text: `SELECT stream, (SELECT e.stream_version FROM events e WHERE e.workspace = $1 AND e.stream = t.stream
             ORDER BY e.stream_version DESC LIMIT 1) AS version
           FROM unnest($2::text[]) AS t (stream)`,
    values: [workspace, streams],
  });
  return new Map(rows.map((row) => [row.stream, row.version ?? 0]));
}

function conflictOf(
  event: NewEvent,
  position: number,
  { door = 'http', rawOf, originOf }: Pick<Append, 'door' | 'rawOf' | 'originOf'>,
): Quarantined {
  return {
    workspace: event.workspace,
    reason: 'id_conflict',
    detail: `${event.source} sent id ${event.eventId} before with other content (position ${position}); a correction needs an id of its own`,
    door,
    origin: originOf?.(event) ?? null,
    eventSource: event.source,
    eventId: event.eventId,
    raw: rawOf?.(event) ?? Buffer.from(JSON.stringify(event.data)),
    receivedAt: event.receivedAt,
  };
}
