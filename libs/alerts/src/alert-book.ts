import type { AlertTypeName } from '@touchstone/contracts';
import { inTransaction, type Pool } from '@touchstone/runtime';
import type { Alert } from './alert.js';

/** An alert as it is in the book. */
export type RecordedAlert = Alert & { recordedAt: number };

export interface AlertFilters {
  type?: AlertTypeName | undefined;
  owner?: string | undefined;
  /** Recorded at or after this, epoch milliseconds. */
  since?: number | undefined;
}

/** A look at the leads of a workspace: as of a log position, judged at a moment, epoch milliseconds. */
export interface Look {
  asOf: number;
  judgedAt: number;
}

/** A page begins behind this. */
export type RecordedPlace = Pick<RecordedAlert, 'recordedAt' | 'alertId'>;

/** Which alerts were sent, in PostgreSQL. An alert is recorded after it was sent, once. */
export class AlertBook {
  constructor(private readonly pool: Pool) {}

  /** Those of the alerts that are not in the book, in their order. */
  async unknown<T extends Alert>(workspace: string, alerts: readonly T[]): Promise<T[]> {
    if (alerts.length === 0) return [];
    const { rows } = await this.pool.query<{ alert_id: string }>(
      'SELECT alert_id FROM alerts WHERE workspace = $1 AND alert_id = ANY($2)',
      [workspace, alerts.map(({ alertId }) => alertId)],
    );
    const known = new Set(rows.map((row) => row.alert_id));
    return alerts.filter(({ alertId }) => !known.has(alertId));
  }

  /** Records alerts of one workspace at a moment; those that are in the book stay as they are. */
  async record(alerts: readonly Alert[], recordedAt: number): Promise<void> {
    await inTransaction(this.pool, (client) =>
      client.query(
        `INSERT INTO alerts (workspace, alert_id, recorded_at, type, occurred_at, data)
         SELECT workspace, "alertId", $2, type, to_timestamp("occurredAt" / 1000.0), data
         FROM jsonb_to_recordset($1::jsonb)
           AS a(workspace text, "alertId" text, type text, "occurredAt" bigint, data jsonb)
         ON CONFLICT (workspace, alert_id) DO NOTHING`,
        [JSON.stringify(alerts), new Date(recordedAt)],
      ),
    );
  }

  /** The last look at a workspace that told all; null: none yet. */
  async lastLook(workspace: string): Promise<Look | null> {
    const { rows } = await this.pool.query<{ looked_at: Date; as_of: number }>(
      'SELECT looked_at, as_of FROM alert_looks WHERE workspace = $1',
      [workspace],
    );
    return rows[0] ? { judgedAt: rows[0].looked_at.getTime(), asOf: rows[0].as_of } : null;
  }

  /** Notes that all that was to be told of a workspace at a moment has been; one that is older changes nothing. */
  async noteLook(workspace: string, { judgedAt, asOf }: Look): Promise<void> {
    await this.pool.query(
      `INSERT INTO alert_looks AS noted (workspace, looked_at, as_of) VALUES ($1, $2, $3)
       ON CONFLICT (workspace) DO UPDATE SET looked_at = excluded.looked_at, as_of = excluded.as_of
       WHERE noted.looked_at < excluded.looked_at`,
      [workspace, new Date(judgedAt), asOf],
    );
  }

  /** Alerts of a workspace, those recorded last first. */
  async page(
    workspace: string,
    { type, owner, since }: AlertFilters,
    { after, limit }: { after: RecordedPlace | null; limit: number },
  ): Promise<{ alerts: RecordedAlert[]; next: RecordedPlace | null }> {
    const { rows } = await this.pool.query<Row>(
      `SELECT workspace, alert_id, recorded_at, type, occurred_at, data FROM alerts
       WHERE workspace = $1 AND ($2::text IS NULL OR type = $2) AND ($3::text IS NULL OR data->>'owner' = $3)
         AND ($4::timestamptz IS NULL OR recorded_at >= $4)
         AND ($5::timestamptz IS NULL OR (recorded_at, alert_id) < ($5, $6))
       ORDER BY recorded_at DESC, alert_id DESC LIMIT $7`,
      [
        ...[workspace, type ?? null, owner ?? null, since === undefined ? null : new Date(since)],
        ...[after && new Date(after.recordedAt), after && after.alertId, limit + 1],
      ],
    );
    const alerts = rows.slice(0, limit).map(alertOf);
    const last = alerts.at(-1);
    const next = rows.length > limit && last ? { recordedAt: last.recordedAt, alertId: last.alertId } : null;
    return { alerts, next };
  }
}

interface Row {
  workspace: string;
  alert_id: string;
  recorded_at: Date;
  type: string;
  occurred_at: Date;
  data: unknown;
}

const alertOf = (row: Row) =>
  ({
    workspace: row.workspace,
    alertId: row.alert_id,
    recordedAt: row.recorded_at.getTime(),
    type: row.type,
    occurredAt: row.occurred_at.getTime(),
    data: row.data,
  }) as RecordedAlert;
