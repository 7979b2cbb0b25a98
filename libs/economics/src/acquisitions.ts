import type { Chosen, SplittingParameters } from '@touchstone/attribution';
import { newestVersions } from '@touchstone/facts';
import { moment } from './months-sql.js';

/** How customers come: the conversion whose journey shares them out. */
export const acquisitionKinds = ['deal.won', 'subscription.started'] as const;
export type AcquisitionKind = (typeof acquisitionKinds)[number];

/** SQL over `deals` or `subscriptions` that is true for what makes a customer: a won deal, a subscription that is paid. */
export const makesCustomer: Record<AcquisitionKind, string> = {
  'deal.won': `status = 'won' AND closed_at IS NOT NULL`,
  'subscription.started':
    'started_at IS NOT NULL AND arrayExists(x -> ifNull(x > 0, 1), change_monthly_minor)',
};

const places: Record<AcquisitionKind, { id: string; at: string }> = {
  'deal.won': { id: 'deal_id', at: 'closed_at' },
  'subscription.started': { id: 'subscription_id', at: 'started_at' },
};

/**
 * Who is a customer, and with what he came: columns `customer` and `came` of deals or subscriptions. A customer is an
 * account; what has none is a customer of its own.
 */
export const cameWith = (kind: AcquisitionKind): string => {
  const { id, at } = places[kind];
  return `if(account_id = '', concat('${kind}:', ${id}), concat('account:', account_id)) AS customer,
    (assumeNotNull(${at}), '${kind}', ${id}) AS came`;
};

/** SQL of what every customer came with: `first` is (moment, kind, id), by what happened before `until`. */
const firsts = (until: string) => `
  SELECT customer, min(came) AS first FROM (
    SELECT ${cameWith('deal.won')}
    FROM (${newestVersions('deals', 'deal_id', ['account_id', 'status', 'closed_at'])})
    WHERE ${makesCustomer['deal.won']} AND closed_at < ${until}
    UNION ALL
    SELECT ${cameWith('subscription.started')}
    FROM (${newestVersions('subscriptions', 'subscription_id', ['account_id', 'started_at', 'change_monthly_minor'])})
    WHERE ${makesCustomer['subscription.started']} AND started_at < ${until})
  GROUP BY customer`;

/** The conversions of a kind that customers came with in a window: those of `customersSql`, in a fraction of its time. */
export function acquisitionsOf(
  kind: AcquisitionKind,
  { workspace, asOf, from, to }: SplittingParameters,
): Chosen {
  return {
    params: { workspace, asOf, from, to, acquisitionKind: kind },
    sql: `conversion_id IN (
  SELECT tupleElement(first, 3) FROM (${firsts(moment('to'))})
  WHERE tupleElement(first, 1) >= ${moment('from')} AND tupleElement(first, 2) = {acquisitionKind:String})`,
  };
}

/** SQL of the kinds that customers of `customersSql` came with, `kind`. Needs the values of `customerParams`. */
export const kindsSql = `
  SELECT DISTINCT tupleElement(first, 2) AS kind FROM (${firsts(moment('observedUntil'))})
  WHERE tupleElement(first, 1) >= ${moment('acquiredFrom')} AND tupleElement(first, 1) < ${moment('acquiredTo')}`;
