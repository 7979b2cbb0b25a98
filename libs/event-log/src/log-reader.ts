import type { EventTypeName } from '@touchstone/contracts';
import type { Pool } from '@touchstone/runtime';
import type { Links, LogEvent } from './event.js';

interface EventRow {
  workspace: string;
  position: number;
  source: string;
  event_id: string;
  type: EventTypeName;
  stream: string;
  occurred_ms: number;
  received_ms: number;
  recorded_ms: number;
  commit: number;
  data: Record<string, unknown>;
  links: Links;
}

/** Times as numbers: a log is read by the thousand, and dates are slow to read. */
const millis = (column: string) => `(extract(epoch FROM ${column}_at) * 1000)::bigint AS ${column}_ms`;
const columns = `workspace, position, source, event_id, type, stream, ${['occurred', 'received', 'recorded'].map(millis).join(', ')},
  commit, data, links`;

function fromRow(row: EventRow): LogEvent {
  return {
    workspace: row.workspace,
    position: row.position,
    source: row.source,
    eventId: row.event_id,
    type: row.type,
    stream: row.stream,
    occurredAt: row.occurred_ms,
    receivedAt: row.received_ms,
    recordedAt: row.recorded_ms,
    commit: row.commit,
    data: row.data,
    links: row.links,
  };
}

/** The read side of the log. */
export class LogReader {
  constructor(private readonly pool: Pool) {}

  /** End of each workspace's log: its last position, 0 where nothing was accepted. */
  async heads(): Promise<{ workspace: string; position: number; recordedAt: number }[]> {
    const { rows } = await this.pool.query<{ workspace: string; position: number; recorded_at: Date }>(
      'SELECT workspace, position, recorded_at FROM log_heads ORDER BY workspace',
    );
    return rows.map((row) => ({
      workspace: row.workspace,
      position: row.position,
      recordedAt: row.recorded_at.getTime(),
    }));
  }

  /** Whole commits after a position, about `limit` events (more only if one commit is larger), in order. */
  async readCommits(workspace: string, after: number, limit: number): Promise<LogEvent[]> {
    const events = await this.range(workspace, after, after + limit);
    const last = events.at(-1);
    if (!last || last.position === last.commit) return events;
    const whole = events.filter((event) => event.commit !== last.commit);
    return whole.length > 0 ? whole : this.range(workspace, after, last.commit);
  }

  /** Events with `after < position <= upTo`, in order. */
  async range(workspace: string, after: number, upTo: number): Promise<LogEvent[]> {
    const { rows } = await this.pool.query<EventRow>({
      name: 'read-range',
      text: `SELECT ${columns} FROM events WHERE workspace = $1 AND position > $2 AND position <= $3 ORDER BY position`,
      values: [workspace, after, upTo],
    });
    return rows.map(fromRow);
  }

  /** All events of the streams up to a position, in order of position. */
  async streams(workspace: string, streams: string[], upTo: number): Promise<LogEvent[]> {
    if (streams.length === 0) return [];
    const { rows } = await this.pool.query<EventRow>({
      name: 'read-streams',
      text: `SELECT ${columns} FROM events WHERE workspace = $1 AND stream = ANY($2) AND position <= $3 ORDER BY position`,
      values: [workspace, streams, upTo],
    });
    return rows.map(fromRow);
  }

  /** Events at the positions, in order. */
  async at(workspace: string, positions: number[]): Promise<LogEvent[]> {
    if (positions.length === 0) return [];
    const { rows } = await this.pool.query<EventRow>({
      name: 'read-at',
      text: `SELECT ${columns} FROM events WHERE workspace = $1 AND position = ANY($2) ORDER BY position`,
      values: [workspace, positions],
    });
    return rows.map(fromRow);
  }

  /** The position as of a moment: the last one recorded at or before it; 0 before the first. */
  async positionAt(workspace: string, recordedAt: number): Promise<number> {
    const { rows } = await this.pool.query<{ position: number | null }>(
      'SELECT max(position) AS position FROM events WHERE workspace = $1 AND recorded_at <= $2',
      [workspace, new Date(recordedAt)],
    );
    return rows[0]?.position ?? 0;
  }

  /** The end of the last whole commit at or before a position; 0 before the first. */
  async commitAt(workspace: string, position: number): Promise<number> {
    const { rows } = await this.pool.query<{ position: number }>(
      `SELECT position FROM events WHERE workspace = $1 AND position <= $2 AND position = commit
       ORDER BY position DESC LIMIT 1`,
      [workspace, position],
    );
    return rows[0]?.position ?? 0;
  }
}
