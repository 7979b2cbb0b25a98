import { conversionParts } from '@touchstone/attribution';
import { acquisitionKinds, type AcquisitionKind, cameWith, makesCustomer } from '@touchstone/economics';
import { creditNames, creditRows, viewModels } from './credit-rows.js';
import { newest } from './newest.js';

/** What every customer came with: the first won deal or paid subscription of an account. */
const acquisitions = (kind: AcquisitionKind) => `
  SELECT workspace, first.3 FROM (
    SELECT workspace, min(came) AS first FROM (
      SELECT workspace, ${cameWith('deal.won')}
      FROM ${newest('deals', 'deal_id')} WHERE ${makesCustomer['deal.won']}
      UNION ALL
      SELECT workspace, ${cameWith('subscription.started')}
      FROM ${newest('subscriptions', 'subscription_id')}
      WHERE ${makesCustomer['subscription.started']})
    GROUP BY workspace, customer)
  WHERE first.2 = '${kind}'`;

const amount = `toUInt64(${conversionParts})`;

/**
 * SQL of new customers, a row each share of one: `credit_<model>_minor` is it in `conversionParts`, by the journey of what he
 * came with, whose other columns are those of `creditRows`. Who is one and with what he came is as in reports.
 */
export const customerRows = acquisitionKinds
  .map(
    (conversion) =>
      `SELECT * FROM (${creditRows({
        conversion,
        groupBy: ['channel'],
        split: { amount, sign: '1', where: `(workspace, conversion_id) IN (${acquisitions(conversion)})` },
      })})`,
  )
  .join('\nUNION ALL\n');

/** Sums of a model's column, as text of SQL: exact, in parts. */
export const partsOf = (model: (typeof viewModels)[number]) => `sum(toInt128(${creditNames(model).credit}))`;

/** Parts as a number of whole things, to twelve decimals: exact. */
export const wholesSql = (parts: string) => `toDecimal128(${parts}, 12) / ${conversionParts}`;
