import { wholesSql } from './acquisition-rows.js';
import { noCredit, viewModels } from './credit-rows.js';
import { parts, partsNames, sharedCustomers } from './customers.js';
import { displaySql } from './money.js';
import { column, label, type View, workspaceColumn } from './view.js';

const keys = 'workspace, month, channel, currency';

const sums = `
  SELECT workspace, toStartOfMonth(toDate(converted_at)) AS month, channel, report_currency AS currency,
    ${partsNames
      .map(
        ({ model, parts: own }) => `sum(toInt128(${own})) AS parts_${model},
    sumIf(toInt128(${own}), is_recurring) AS recurring_${model}, sum(${own} * revenue) AS exact_${model}`,
      )
      .join(',\n    ')}
  FROM (${sharedCustomers}) GROUP BY ${keys}`;

/** Exact amounts as whole ones: floors, and a unit more for the largest remainders of the cohort, so that it sums. */
const floors = `
  SELECT *, ${viewModels
    .map(
      (model) => `((exact_${model} % ${parts}) + ${parts}) % ${parts} AS rest_${model},
    intDiv(exact_${model} - rest_${model}, ${parts}) AS floor_${model}`,
    )
    .join(',\n    ')}
  FROM (${sums})`;
const whole = (model: string) => `floor_${model} + (row_number() OVER (PARTITION BY workspace, month, currency
    ORDER BY rest_${model} DESC, channel = '${noCredit}', channel) <= intDiv(sum(rest_${model}) OVER (PARTITION BY workspace, month, currency), ${parts}))`;

export const lifetimeValue: View = {
  name: 'lifetime_value',
  comment: `One row a channel, month of acquisition (UTC) and currency: customers who came in it and what they have paid since, by each model. Revenue and not margin, as the facts hold no margins: multiply, or ask GET /v1/lifetime-value. Observed until now, in months that have ended: subscriptions, and won deals of customers without one. Revenue of each cohort is shared out by largest remainder: every model alone sums to what customers paid. Cost of the same is in acquisition_cost.`,
  columns: [
    workspaceColumn(),
    column('channel', label, `Channel of the touches, or ${noCredit}.`),
    column(
      'month',
      'Date',
      'First day of the month in which customers came, UTC: with a first won deal or paid subscription.',
    ),
    column('currency', label, 'ISO 4217 code of all money of the row.'),
    ...viewModels.flatMap((model) => [
      column(
        `customers_${model}`,
        'Decimal(38, 12)',
        `Customers by ${model}, fractions of; the column sums to the number of customers.`,
        wholesSql(`parts_${model}`),
      ),
      column(
        `recurring_customers_${model}`,
        'Decimal(38, 12)',
        `Those of them who have, or had, a subscription.`,
        wholesSql(`recurring_${model}`),
      ),
      column(
        `realised_revenue_${model}_minor`,
        'Int64',
        `What customers have paid, by ${model}, in whole minor units of currency; the column sums to what all paid.`,
        `whole_${model}`,
      ),
      column(
        `realised_revenue_${model}`,
        'Decimal(38, 4)',
        `The same in currency, for display: sums are exact in realised_revenue_${model}_minor.`,
        displaySql(`whole_${model}`, 'currency'),
      ),
    ]),
  ],
  from: `FROM (
  SELECT ${keys}, ${viewModels.map((model) => `parts_${model}, recurring_${model}, toInt64(${whole(model)}) AS whole_${model}`).join(', ')}
  FROM (${floors}))`,
};
