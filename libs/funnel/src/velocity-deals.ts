import type { ClickHouse } from '@touchstone/facts';
import { leadSettings, noLabel } from './lead-labels.js';
import { type DealChoice, dealsSql, type VelocityQuestion, velocityParams } from './velocity-report.js';

/** A deal behind a number. Moments are epoch milliseconds. */
export interface VelocityDeal {
  dealId: string;
  createdAt: number;
  closedAt: number | null;
  status: string;
  stage: string;
  /** In the currency of the report; null: no rate. */
  valueMinor: bigint | null;
  activeAt: number;
  /** Milliseconds that nine of ten deals stay in its stage at most; null: none has left it. */
  stageP90Ms: number | null;
  owner: string;
  pipeline: string;
  segment: string;
}

/** A page begins behind this. */
export interface DealPlace {
  createdAt: number;
  dealId: string;
}

/** The deals behind a number of velocity, by creation. */
export async function velocityDeals(
  clickhouse: ClickHouse,
  question: VelocityQuestion,
  which: DealChoice,
  { after, limit }: { after: DealPlace | null; limit: number },
): Promise<{ deals: VelocityDeal[]; next: DealPlace | null }> {
  const rows = await clickhouse.query<Record<string, string | number | null>>({
    name: 'velocity_deals',
    settings: leadSettings,
    params: {
      ...{ ...velocityParams(question), limit: limit + 1 },
      ...{ afterAt: after?.createdAt ?? -1, afterDeal: after?.dealId ?? '' },
    },
    sql: `SELECT deal_id AS id, created, closed, status, stage, value, active, stage_p90, owner, pipeline, segment
      FROM (${dealsSql(question)})
      WHERE is_${which} AND (created, deal_id) > ({afterAt:Int64}, {afterDeal:String})
      ORDER BY created, deal_id LIMIT {limit:UInt32}`,
  });
  const deals = rows.slice(0, limit).map((row) => ({
    ...{ dealId: String(row['id']), createdAt: Number(row['created']), status: String(row['status']) },
    ...{ closedAt: Number(row['closed']) || null, stage: String(row['stage']) || noLabel },
    valueMinor: row['value'] === null ? null : BigInt(row['value']!),
    ...{
      activeAt: Number(row['active']),
      stageP90Ms: row['stage_p90'] === null ? null : Math.round(Number(row['stage_p90'])),
    },
    ...{ owner: String(row['owner']) || noLabel, pipeline: String(row['pipeline']) || noLabel },
    segment: String(row['segment']) || noLabel,
  }));
  const last = deals.at(-1);
  return {
    deals,
    next: rows.length > limit && last ? { createdAt: last.createdAt, dealId: last.dealId } : null,
  };
}
