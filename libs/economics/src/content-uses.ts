import type { ClickHouse } from '@touchstone/facts';
import { compareText, type Definitions, interactionOf } from '@touchstone/timeline';
import { moment } from './months-sql.js';

/** How a piece of content was used in a window, and when it was ever. Moments are epoch milliseconds. */
export interface ContentUse {
  contentId: string;
  /** What people did with it; each page view by itself. */
  touches: number;
  /** Where it was only sent, opened or seen by marketing. */
  views: number;
  /** Touches of the sales side, sent mails included. */
  salesUses: number;
  firstSeenAt: number;
  /** null: never by the sales side. */
  lastSalesUseAt: number | null;
  lastSeenAt: number;
}

interface UseRow {
  content_id: string;
  interaction: string;
  uses: string;
  first_ms: string;
  last_ms: string;
}

/**
 * All content that touches had before the end of a window, as of a position, with its uses within; side and star of
 * interactions are those of the definitions given.
 */
export async function contentUses(
  clickhouse: ClickHouse,
  of: { workspace: string; asOf: number; from: number; to: number },
  definitions: Pick<Definitions, 'interactions'>,
): Promise<ContentUse[]> {
  const rows = await clickhouse.query<UseRow>({
    name: 'content_uses',
    params: { ...of },
    sql: `
SELECT content_id, interaction, countIf(occurred_at >= ${moment('from')}) AS uses,
  toUnixTimestamp64Milli(min(occurred_at)) AS first_ms, toUnixTimestamp64Milli(max(occurred_at)) AS last_ms
FROM touches
WHERE workspace = {workspace:String} AND position <= {asOf:UInt64} AND content_id != ''
  AND occurred_at < ${moment('to')}
GROUP BY content_id, interaction
ORDER BY content_id, interaction`,
  });
  const uses = new Map<string, ContentUse>();
  for (const { content_id: contentId, interaction, uses: count, first_ms, last_ms } of rows) {
    const { side, view } = interactionOf(interaction, definitions);
    const [first, last] = [Number(first_ms), Number(last_ms)];
    const use = uses.get(contentId) ?? {
      ...{ contentId, touches: 0, views: 0, salesUses: 0 },
      ...{ firstSeenAt: first, lastSeenAt: last, lastSalesUseAt: null },
    };
    use[side === 'sales' ? 'salesUses' : view ? 'views' : 'touches'] += Number(count);
    use.firstSeenAt = Math.min(use.firstSeenAt, first);
    use.lastSeenAt = Math.max(use.lastSeenAt, last);
    if (side === 'sales') use.lastSalesUseAt = Math.max(use.lastSalesUseAt ?? last, last);
    uses.set(contentId, use);
  }
  return [...uses.values()].sort((a, b) => compareText(a.contentId, b.contentId));
}
