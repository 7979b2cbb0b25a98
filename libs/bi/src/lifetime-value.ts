import { conversionParts } from '@touchstone/attribution';
import { marginScale } from '@touchstone/economics';
import { creditGroups } from './credit-groups.js';
import { creditNames, noCredit, viewModels } from './credit-rows.js';
import { customerParts } from './customers.js';
import { displaySql } from './money.js';
import { column, label, type View, workspaceColumn } from './view.js';
import { wholeAmounts, wholesSql } from './whole-amounts.js';

const keys = 'workspace, month, channel, currency';

const groups = creditGroups(
  {
    ...{ workspace: 'workspace', month: 'toStartOfMonth(toDate(converted_at))' },
    ...{ currency: 'report_currency', is_recurring: 'is_recurring' },
  },
  customerParts,
  { type: 'Int128', shares: false, weights: { paid: 'paid', earned: 'earned' } },
);

const sums = `
  SELECT ${keys}, ${viewModels
    .map((model) => ({ model, parts: creditNames(model).credit }))
    .map(
      ({
        model,
        parts,
      }) => `sum(${parts}) AS parts_${model}, sumIf(${parts}, is_recurring) AS recurring_${model},
    sum(paid_${model}) AS all_paid_${model}, sum(earned_${model}) AS all_earned_${model}`,
    )
    .join(',\n    ')}
  FROM (${groups}) GROUP BY ${keys}`;

const brought = (model: string, { what, name, comment }: Record<'what' | 'name' | 'comment', string>) => [
  column(
    `${name}_${model}_minor`,
    'Int64',
    `${comment}, by ${model}, in whole minor units of currency; the column sums to that of all.`,
    `whole_${what}_${model}`,
  ),
  column(
    `${name}_${model}`,
    'Decimal(38, 4)',
    `The same in currency, for display: sums are exact in ${name}_${model}_minor.`,
    displaySql(`whole_${what}_${model}`, 'currency'),
  ),
];

export const lifetimeValue: View = {
  name: 'lifetime_value',
  behind: [customerParts],
  comment: `One row a channel, month of acquisition (UTC) and currency: customers who came in it and what they have paid and brought since, by each model. Margin is revenue times the gross margin in force on the day of each payment, as published last; all of revenue where none is. Observed until now, in months that have ended: subscriptions, and won deals of customers without one. Both are shared out in each cohort by largest remainder: every model alone sums to what customers paid, and brought. Amounts without a rate count 0. Cost of the same is in acquisition_cost.`,
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
      ...brought(model, { what: 'all_paid', name: 'realised_revenue', comment: 'What customers have paid' }),
      ...brought(model, {
        ...{ what: 'all_earned', name: 'realised_margin' },
        comment: 'Gross margin of what customers have paid',
      }),
    ]),
  ],
  from: `FROM (${wholeAmounts(
    sums,
    viewModels.flatMap((model) => [
      { name: `all_paid_${model}`, scale: conversionParts },
      { name: `all_earned_${model}`, scale: marginScale },
    ]),
    {
      of: 'workspace, month, currency',
      ties: `channel = '${noCredit}', channel`,
      others: [keys, ...viewModels.flatMap((model) => [`parts_${model}`, `recurring_${model}`])],
    },
  )})`,
};
