import type { Chosen, SplittingParameters } from '@touchstone/attribution';
import { newestVersions } from '@touchstone/facts';
import type { AcquisitionKind } from './customers.js';

/** Who is a customer, and with what he came: columns `customer` and `came` of deals or subscriptions. */
export const cameWith = (kind: AcquisitionKind, id: string, at: string) =>
  `if(account_id = '', concat('${kind}:', ${id}), account_id) AS customer, (assumeNotNull(${at}), '${kind}', ${id}) AS came`;

const until = `fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

/**
 * The conversions of a kind that customers came with in a window: who is a customer, and with what he came, is as in
 * `customersSql` (tests hold both together), without what he pays: that takes several times as long.
 */
export function acquisitionsOf(
  kind: AcquisitionKind,
  { workspace, asOf, from, to }: SplittingParameters,
): Chosen {
  return {
    params: { workspace, asOf, from, to, acquisitionKind: kind },
    sql: `conversion_id IN (
  SELECT tupleElement(first, 3) FROM (
    SELECT customer, min(came) AS first FROM (
      SELECT ${cameWith('deal.won', 'deal_id', 'closed_at')}
      FROM (${newestVersions('deals', 'deal_id', ['account_id', 'status', 'closed_at'])})
      WHERE status = 'won' AND closed_at < ${until}
      UNION ALL
      SELECT ${cameWith('subscription.started', 'subscription_id', 'started_at')}
      FROM (${newestVersions('subscriptions', 'subscription_id', ['account_id', 'started_at', 'change_monthly_minor'])})
      WHERE started_at < ${until} AND arrayExists(x -> ifNull(x > 0, 1), change_monthly_minor))
    GROUP BY customer)
  WHERE tupleElement(first, 1) >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND tupleElement(first, 2) = {acquisitionKind:String})`,
  };
}
