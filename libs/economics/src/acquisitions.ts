import type { Chosen, SplittingParameters } from '@touchstone/attribution';
import { newestVersions } from '@touchstone/facts';
import { moment } from './months-sql.js';

/** How customers come: the conversion whose journey shares them out. */
export const acquisitionKinds = ['deal.won', 'subscription.started'] as const;
export type AcquisitionKind = (typeof acquisitionKinds)[number];

/** SQL over `deals` or `subscriptions` that is true for what makes a customer: a won deal, a subscription that is paid. */
const makesCustomer: Record<AcquisitionKind, string> = {
  'deal.won': `status = 'won' AND closed_at IS NOT NULL`,
  'subscription.started':
    'started_at IS NOT NULL AND arrayExists(x -> ifNull(x > 0, 1), change_monthly_minor)',
};

const places = {
  'deal.won': {
    table: 'deals',
    id: 'deal_id',
    at: 'closed_at',
    columns: ['account_id', 'status', 'closed_at'],
  },
  'subscription.started': {
    table: 'subscriptions',
    id: 'subscription_id',
    at: 'started_at',
    columns: ['account_id', 'started_at', 'change_monthly_minor'],
  },
} as const;

/** Where customers are looked for, and until when. */
export interface CustomersIn {
  /** SQL of the newest versions of deals or subscriptions with these columns, of those that are live. */
  newest: (of: { table: 'deals' | 'subscriptions'; id: string; columns: readonly string[] }) => string;
  /** Columns that tell customers apart beside `customer`: the workspace, where there are several. */
  keys: readonly string[];
  /** SQL of the end of what is known of them, out; all without it. */
  until?: string;
}

/** Customers of one workspace as of a position. Needs `workspace` and `asOf`. @param until name of a moment among the values */
export const inWorkspace = (until: string): Required<CustomersIn> => ({
  newest: ({ table, id, columns }) => newestVersions(table, id, columns),
  keys: [],
  until: moment(until),
});

/**
 * SQL of the deals or subscriptions that make customers, with `at`, `customer` and `came` (moment, kind, id). A customer is an
 * account; what has none is a customer of its own.
 * @param columns to have of them beside
 */
export const makingCustomers = (
  kind: AcquisitionKind,
  { newest, until }: CustomersIn,
  columns: readonly string[] = [],
): string => {
  const { table, id, at, columns: own } = places[kind];
  return `
  SELECT *, assumeNotNull(${at}) AS at,
    if(account_id = '', concat('${kind}:', ${id}), concat('account:', account_id)) AS customer, (at, '${kind}', ${id}) AS came
  FROM (${newest({ table, id, columns: [...new Set([...own, ...columns])] })})
  WHERE ${makesCustomer[kind]}${until === undefined ? '' : ` AND ${at} < ${until}`}`;
};

/** SQL of what every customer came with: `first` is (moment, kind, id). */
export const acquisitionsSql = (of: CustomersIn): string => {
  const customer = [...of.keys, 'customer'].join(', ');
  return `
  SELECT ${customer}, min(came) AS first
  FROM (${acquisitionKinds.map((kind) => `SELECT ${customer}, came FROM (${makingCustomers(kind, of)})`).join(' UNION ALL ')})
  GROUP BY ${customer}`;
};

/** The conversions of a kind that customers came with in a window: those of `customersSql`, in a fraction of its time. */
export function acquisitionsOf(
  kind: AcquisitionKind,
  { workspace, asOf, from, to }: SplittingParameters,
): Chosen {
  return {
    params: { workspace, asOf, from, to, acquisitionKind: kind },
    sql: `conversion_id IN (
  SELECT tupleElement(first, 3) FROM (${acquisitionsSql(inWorkspace('to'))})
  WHERE tupleElement(first, 1) >= ${moment('from')} AND tupleElement(first, 2) = {acquisitionKind:String})`,
  };
}

/** SQL of the kinds that customers of `customersSql` came with, `kind`. Needs the values of `customerParams`. */
export const kindsSql = `
  SELECT DISTINCT tupleElement(first, 2) AS kind FROM (${acquisitionsSql(inWorkspace('observedUntil'))})
  WHERE tupleElement(first, 1) >= ${moment('acquiredFrom')} AND tupleElement(first, 1) < ${moment('acquiredTo')}`;
