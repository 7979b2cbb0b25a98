import {
  conversionParts,
  conversionSharesSql,
  type AttributionParameters,
  type Model,
  type ModelOptions,
} from '@touchstone/attribution';
import type { ClickHouse, NamedQuery } from '@touchstone/facts';
import { type AcquisitionKind, kindsSql } from './acquisitions.js';
import { customerParams, type CustomersOf } from './customer-question.js';
import { customersSql } from './customers.js';

/** Labels of touches: a customer is shared out over those of the journey of what he came with. */
export const touchGroupings = ['channel', 'campaign', 'source', 'medium', 'content'] as const;
/** Labels of what a customer came with: he belongs to one of them, whatever the model. */
export const customerGroupings = ['owner', 'segment', 'pipeline'] as const;
export const groupings = [...touchGroupings, ...customerGroupings] as const;
export type Grouping = (typeof groupings)[number];

/** How customers are shared out. */
export interface Sharing {
  groupBy: Grouping;
  model: Model;
  /** What decides over the credit of journeys; kind and window are those of the customers. */
  parameters: AttributionParameters;
  /** Of each kind, what its model has learned, where it learns. */
  optionsOf: (kind: AcquisitionKind) => Promise<ModelOptions>;
}

const isOfTouches = (groupBy: Grouping): groupBy is (typeof touchGroupings)[number] =>
  (touchGroupings as readonly string[]).includes(groupBy);

/**
 * Queries over customers with their labels, which together see every customer once: `sql` is made of a `FROM` that has the
 * columns asked for beside `label`, `part` (of `conversionParts`; those of a customer sum to one) and `is_attributed`. A
 * customer whose journey has no credit to give has one part that is not attributed.
 * @param columns SQL over `customersSql`, each with its name; what is not needed of every part is best summed up here
 */
export async function labelledQueries(
  clickhouse: ClickHouse,
  customers: CustomersOf,
  sharing: Sharing,
  { name, columns, sql }: { name: string; columns: string; sql: (from: string) => string },
): Promise<NamedQuery[]> {
  const params = customerParams(customers);
  const { groupBy, model } = sharing;
  if (!isOfTouches(groupBy)) {
    const whole = `[tuple(toString(${groupBy}), toInt64(${conversionParts}), 1)]`;
    const from = unpacked(`SELECT ${columns}, ${whole} AS shares FROM (${customersSql})`);
    return [{ name, params, sql: sql(from) }];
  }
  const kinds = await clickhouse.query<{ kind: AcquisitionKind }>({
    name: 'acquisition_kinds',
    params,
    sql: kindsSql,
  });
  return Promise.all(
    kinds.map(async ({ kind }) => {
      const parameters = {
        ...sharing.parameters,
        ...{ conversion: kind, from: customers.from, to: customers.to, asOf: customers.asOf, filters: {} },
      };
      const options = await sharing.optionsOf(kind);
      const shares = conversionSharesSql(parameters, options, { model, dimension: groupBy, chosen: '1' });
      const from = unpacked(`
        SELECT c.*, if(empty(s.parts), [tuple('', toInt64(${conversionParts}), 0)],
          arrayMap((l, p) -> tuple(l, p, 1), s.labels, s.parts)) AS shares
        FROM (SELECT conversion_id, ${columns} FROM (${customersSql}) WHERE kind = {conversion:String}) AS c
        LEFT ANY JOIN (${shares.sql}) AS s USING (conversion_id)`);
      return { name, params: { ...shares.params, ...params }, settings: shares.settings, sql: sql(from) };
    }),
  );
}

const unpacked = (from: string) => `(
  SELECT *, tupleElement(share, 1) AS label, tupleElement(share, 2) AS part, tupleElement(share, 3) AS is_attributed
  FROM (${from})
  ARRAY JOIN shares AS share)`;
