import type { ClickHouse } from '@touchstone/facts';
import type { ConversionKind } from '@touchstone/timeline';
import { inWorkspace, makingCustomers } from './acquisitions.js';
import { isRunning } from './customer-parts-sql.js';

/** What is known of a customer as of a position, up to a moment. Moments are epoch milliseconds. */
export interface CustomerFacts {
  /** His first won deal or first paid subscription. */
  acquiredAt: number;
  /** Won deals and paid subscriptions, in the order that they came in. */
  dealIds: string[];
  subscriptionIds: string[];
  /** When the last of his subscriptions ended; null: one goes on, or he had none. */
  churnedAt: number | null;
}

/** Key of a customer as `makingCustomers` makes it: his account, or where there is none the deal or subscription. */
export const customerKey = (accountId: string, kind: ConversionKind, conversionId: string): string =>
  accountId === ''
    ? `${kind.startsWith('deal.') ? 'deal.won' : kind}:${conversionId}`
    : `account:${accountId}`;

/** The account that a key is of; empty: none. */
export const accountOfKey = (key: string): string =>
  key.startsWith('account:') ? key.slice('account:'.length) : '';

/** The customers among some keys, with what they have. @param until end of what is observed of them, out */
export async function customerFacts(
  clickhouse: ClickHouse,
  of: { workspace: string; asOf: number; until: number },
  keys: readonly string[],
): Promise<Map<string, CustomerFacts>> {
  if (keys.length === 0) return new Map();
  const observed = inWorkspace('until');
  const idsOf = (which: string) =>
    `arrayMap(x -> tupleElement(x, 3), arraySort(groupArrayIf(came, ${which})))`;
  const rows = await clickhouse.query<{
    customer: string;
    acquired: string;
    deals: string[];
    subscriptions: string[];
    churned: string;
  }>({
    name: 'customer_facts',
    params: { ...of, keys },
    sql: `
SELECT customer, toUnixTimestamp64Milli(tupleElement(min(came), 1)) AS acquired,
  ${idsOf('NOT is_subscription')} AS deals, ${idsOf('is_subscription')} AS subscriptions,
  if(notEmpty(subscriptions) AND NOT max(is_running), toUnixTimestamp64Milli(maxIf(ended_at, is_subscription)), 0) AS churned
FROM (
  SELECT customer, came, toUInt8(0) AS is_subscription, toUInt8(0) AS is_running, at AS ended_at
  FROM (${makingCustomers('deal.won', observed)})
  UNION ALL
  SELECT customer, came, toUInt8(1) AS is_subscription, ${isRunning(observed)} AS is_running, ifNull(churned_at, at) AS ended_at
  FROM (${makingCustomers('subscription.started', observed, ['churned_at'])}))
WHERE customer IN {keys:Array(String)}
GROUP BY customer`,
  });
  return new Map(
    rows.map(({ customer, acquired, deals, subscriptions, churned }) => [
      customer,
      {
        ...{ acquiredAt: Number(acquired), dealIds: deals, subscriptionIds: subscriptions },
        churnedAt: Number(churned) || null,
      },
    ]),
  );
}
