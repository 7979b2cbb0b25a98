import { conversionParts, conversionSharesSql, rowSharesSql } from '@touchstone/attribution';
import type { ClickHouse, NamedQuery } from '@touchstone/facts';
import { compareText } from '@touchstone/timeline';
import { type AcquisitionKind, kindsSql } from './acquisitions.js';
import { accountOfKey, customerFacts, type CustomerFacts } from './customer-facts.js';
import { customerGroupings, type Grouping, type Sharing, type touchGroupings } from './customer-labels.js';
import { customerParams, type CustomersOf } from './customer-question.js';
import { customersSql } from './customers.js';

/** Customers of a row of lifetime value or retention. */
export interface CustomersOfRow {
  /** Label of the row by `groupBy`, empty: without one; null: whom no touch has credit for; undefined: all customers. */
  label: string | null | undefined;
  /** Months of acquisition, YYYY-MM; null: all of the window. */
  months: readonly string[] | null;
  /** Those with a subscription alone. */
  subscribed: boolean;
}

/** A customer and what of him belongs to a row. */
export interface ListedCustomer {
  /** Pseudonymous; empty: a deal or subscription without an account. */
  accountId: string;
  kind: AcquisitionKind;
  conversionId: string;
  /** In `conversionParts`. */
  parts: bigint;
  hasSubscription: boolean;
  /** Whole months that he was seen; where he was lost, until then. */
  months: number;
  isLost: boolean;
  facts: CustomerFacts;
}

/** A place in the order of customers: by acquisition, then key. */
export interface CustomerPlace {
  acquiredAt: number;
  customer: string;
}

interface Row {
  customer: string;
  acquired: string;
  kind: AcquisitionKind;
  conversion_id: string;
  recurring: number;
  lost: number;
  exit_month: number;
  parts: string;
}

/**
 * A page of the customers of a row, by acquisition: over all pages their parts sum to the row's customers, or with
 * `subscribed` to those of its curve, and those of the lost to what it says is lost.
 */
export async function customerList(
  clickhouse: ClickHouse,
  customers: CustomersOf,
  sharing: Sharing,
  row: CustomersOfRow,
  { after, limit }: { after: CustomerPlace | null; limit: number },
): Promise<{ customers: ListedCustomer[]; next: CustomerPlace | null }> {
  const queries = await queriesOf(clickhouse, customers, sharing, row);
  const conditions = [
    ...(row.subscribed ? ['is_recurring'] : []),
    ...(row.months
      ? [`formatDateTime(acquired_at, '%Y-%m', {timeZone:String}) IN {months:Array(String)}`]
      : []),
  ];
  const answers = await Promise.all(
    queries.map(({ params, sql, ...query }) =>
      clickhouse.query<Row>({
        ...query,
        params: {
          ...{ ...params, months: row.months ?? [], limit: limit + 1 },
          ...{ afterAt: after?.acquiredAt ?? -9e15, afterCustomer: after?.customer ?? '' },
        },
        sql: `
SELECT customer, toUnixTimestamp64Milli(acquired_at) AS acquired, kind, conversion_id, is_recurring AS recurring,
  is_lost AS lost, exit_month, parts
FROM (${sql})
WHERE ${['(acquired, customer) > ({afterAt:Int64}, {afterCustomer:String})', ...conditions].join(' AND ')}
ORDER BY acquired, customer
LIMIT {limit:UInt64}`,
      }),
    ),
  );
  const found = answers
    .flat()
    .sort((a, b) => Number(a.acquired) - Number(b.acquired) || compareText(a.customer, b.customer));
  const page = found.slice(0, limit);
  const of = { workspace: customers.workspace, asOf: customers.asOf, until: customers.observedUntil };
  const facts = await customerFacts(
    clickhouse,
    of,
    page.map(({ customer }) => customer),
  );
  const last = page.at(-1);
  return {
    customers: page.map((one) => ({
      ...{ accountId: accountOfKey(one.customer), kind: one.kind, conversionId: one.conversion_id },
      ...{ parts: BigInt(one.parts), hasSubscription: Boolean(one.recurring), isLost: Boolean(one.lost) },
      ...{ months: Number(one.exit_month), facts: facts.get(one.customer)! },
    })),
    next:
      last && found.length > limit ? { acquiredAt: Number(last.acquired), customer: last.customer } : null,
  };
}

const isOfCustomers = (groupBy: Grouping): groupBy is (typeof customerGroupings)[number] =>
  (customerGroupings as readonly string[]).includes(groupBy);

/** Queries over the customers of the row, the columns of `customersSql` and `parts`; each customer is in one of them. */
async function queriesOf(
  clickhouse: ClickHouse,
  customers: CustomersOf,
  { groupBy, model, parameters, optionsOf }: Sharing,
  { label }: CustomersOfRow,
): Promise<NamedQuery[]> {
  const params = { ...customerParams(customers), label: label ?? '' };
  const name = 'customer_list';
  const whole = `SELECT *, toInt64(${conversionParts}) AS parts FROM (${customersSql})`;
  if (label === undefined) return [{ name, params, sql: whole }];
  if (isOfCustomers(groupBy))
    return label === null ? [] : [{ name, params, sql: `${whole} WHERE ${groupBy} = {label:String}` }];
  const dimension: (typeof touchGroupings)[number] = groupBy;
  const kinds = await clickhouse.query<{ kind: AcquisitionKind }>({
    ...{ name: 'acquisition_kinds', params },
    sql: kindsSql,
  });
  return Promise.all(
    kinds.map(async ({ kind }) => {
      const { from, to, asOf } = customers;
      const asked = { ...parameters, ...{ conversion: kind, from, to, asOf, filters: {} } };
      const options = await optionsOf(kind);
      const shares =
        label === null
          ? conversionSharesSql(asked, options, { model, dimension, chosen: '1' })
          : rowSharesSql(asked, options, {
              ...{ model, labels: { [dimension]: label }, isAttributed: true, anyCapitals: false },
            });
      const ofKind = `SELECT * FROM (${customersSql}) WHERE kind = {conversion:String}`;
      const sql =
        label === null
          ? `SELECT c.*, toInt64(${conversionParts}) AS parts FROM (${ofKind}) AS c LEFT ANY JOIN (${shares.sql}) AS s USING (conversion_id) WHERE empty(s.parts)`
          : `SELECT c.*, s.parts AS parts FROM (${ofKind}) AS c INNER JOIN (${shares.sql}) AS s USING (conversion_id)`;
      return { name, params: { ...params, ...shares.params }, settings: shares.settings, sql };
    }),
  );
}
