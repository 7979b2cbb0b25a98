import { Fault, type Pool, type PoolClient } from '@touchstone/runtime';
import { type Quarantined, storable } from './quarantine.js';

/** What became of a message: an event (its own or a corrected one), or nothing, for a reason. */
export interface Resolution {
  resolution: 'replayed' | 'dismissed';
  /** Why it was dismissed. */
  resolutionReason: string | null;
  /** Id of the API key that decided. */
  resolvedBy: string;
  becameSource: string | null;
  becameEventId: string | null;
}

/** A message in quarantine without its bytes; the fields of the resolution are null while it is open. */
export interface QuarantineRow
  extends Omit<Quarantined, 'raw' | 'beside'>, Record<keyof Resolution, string | null> {
  quarantineId: number;
  resolvedAt: number | null;
}

export interface QuarantinedMessage extends QuarantineRow {
  raw: Buffer;
  beside: string | null;
}

export interface QuarantineFilter {
  workspace: string;
  state: 'open' | 'resolved';
  reason?: string | undefined;
  source?: string | undefined;
  /** The last quarantineId of the page before. */
  before?: number | undefined;
  limit: number;
}

const columns = `workspace, quarantine_id AS "quarantineId", reason, detail, door, origin, event_source AS "eventSource",
  event_id AS "eventId", received_at AS "receivedAt", resolved_at AS "resolvedAt", resolution,
  resolution_reason AS "resolutionReason", resolved_by AS "resolvedBy", became_source AS "becameSource",
  became_event_id AS "becameEventId"`;

type Dated<T> = Omit<T, 'receivedAt' | 'resolvedAt'> & { receivedAt: Date; resolvedAt: Date | null };

/** A page of a workspace's quarantine, newest first. */
export async function readQuarantine(pool: Pool, filter: QuarantineFilter): Promise<QuarantineRow[]> {
  const { workspace, state, reason, source, before, limit } = filter;
  const { rows } = await pool.query<Dated<QuarantineRow>>(
    `SELECT ${columns} FROM quarantine
     WHERE workspace = $1 AND quarantine_id < $2 AND resolved_at IS ${state === 'open' ? '' : 'NOT'} NULL
       AND ($3::text IS NULL OR reason = $3) AND ($4::text IS NULL OR event_source = $4)
     ORDER BY quarantine_id DESC LIMIT $5`,
    [workspace, before ?? Number.MAX_SAFE_INTEGER, reason ?? null, source ?? null, limit],
  );
  return rows.map(inMilliseconds);
}

/** One message with its bytes. @throws Fault `not_found` where the workspace has no such message. */
export async function quarantinedMessage(
  client: Pool | PoolClient,
  workspace: string,
  quarantineId: number,
  { lock = false } = {},
): Promise<QuarantinedMessage> {
  const { rows } = await client.query<Dated<QuarantinedMessage>>(
    `SELECT ${columns}, raw, beside FROM quarantine WHERE workspace = $1 AND quarantine_id = $2
     ${lock ? 'FOR UPDATE' : ''}`,
    [workspace, quarantineId],
  );
  if (rows[0]) return inMilliseconds(rows[0]);
  throw new Fault('not_found', 'There is no such message in the quarantine of this workspace.');
}

/** The same, held until the transaction ends. @throws Fault `conflict` where it is resolved already, saying how. */
export async function openMessage(
  client: PoolClient,
  workspace: string,
  quarantineId: number,
): Promise<QuarantinedMessage> {
  const message = await quarantinedMessage(client, workspace, quarantineId, { lock: true });
  const { resolution, becameEventId: eventId, resolvedAt } = message;
  if (resolvedAt === null) return message;
  throw new Fault('conflict', `This message was ${resolution} already; nothing was changed.`, {
    details: { resolution, eventId, resolvedAt: new Date(resolvedAt).toISOString() },
  });
}

/** Marks a message that `openMessage` holds. */
export async function resolveMessage(
  client: PoolClient,
  { workspace, quarantineId }: Pick<QuarantineRow, 'workspace' | 'quarantineId'>,
  { resolution, resolutionReason, resolvedBy, becameSource, becameEventId }: Resolution,
): Promise<void> {
  await client.query(
    `UPDATE quarantine SET resolved_at = now(), resolution = $3, resolution_reason = $4, resolved_by = $5,
       became_source = $6, became_event_id = $7
     WHERE workspace = $1 AND quarantine_id = $2`,
    [
      workspace,
      quarantineId,
      resolution,
      storable(resolutionReason),
      resolvedBy,
      storable(becameSource),
      storable(becameEventId),
    ],
  );
}

/** Open messages in quarantine by workspace. */
export async function countQuarantine(pool: Pool): Promise<{ workspace: string; messages: number }[]> {
  const { rows } = await pool.query<{ workspace: string; messages: number }>(
    'SELECT workspace, count(*) AS messages FROM quarantine WHERE resolved_at IS NULL GROUP BY workspace',
  );
  return rows;
}

function inMilliseconds<T extends QuarantineRow>(row: Dated<T>): T {
  const { receivedAt, resolvedAt } = row;
  return {
    ...row,
    receivedAt: receivedAt.getTime(),
    resolvedAt: resolvedAt?.getTime() ?? null,
  } as unknown as T;
}
