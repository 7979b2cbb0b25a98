import { acquisitionParts, customersAndRevenue } from './acquisition-rows.js';
import { costCells } from './cost-cells.js';
import { creditNames, noCredit, viewModels } from './credit-rows.js';
import { displaySql, money } from './money.js';
import { column, label, type View, workspaceColumn } from './view.js';
import { wholesSql } from './whole-amounts.js';

const keys = 'workspace, month, channel, currency';
const costs = ['media', 'other', 'allocated'] as const;
const credits = viewModels.map((model) => ({ model, column: creditNames(model).credit }));
const nothing = {
  ...Object.fromEntries(costs.map((name) => [name, 'toInt64(0)'])),
  ...Object.fromEntries(viewModels.map((model) => [`revenue_${model}`, 'toInt64(0)'])),
  ...Object.fromEntries(viewModels.map((model) => [`parts_${model}`, 'toInt128(0)'])),
};

/** What one part knows; of the rest it says nothing. */
const saying = (said: Record<string, string>, from: string) => `
  SELECT ${keys}, ${Object.entries({ ...nothing, ...said })
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(', ')}
  FROM (${from})`;

const sumOf = (measure: string, minor: string, type: string) =>
  `sumIf(to${type}(${minor}), measure = '${measure}')`;
const credited = `SELECT ${keys},
    ${credits.map(({ model, column: minor }) => `${sumOf('revenue', minor, 'Int64')} AS sold_${model}, ${sumOf('customer', minor, 'Int128')} AS came_${model}`).join(', ')}
  FROM (${customersAndRevenue}) GROUP BY ${keys}`;
const ofModels = Object.fromEntries(
  viewModels.flatMap((model) => [
    [`revenue_${model}`, `sold_${model}`],
    [`parts_${model}`, `came_${model}`],
  ]),
);

export const acquisitionCost: View = {
  name: 'acquisition_cost',
  behind: [acquisitionParts],
  comment: `One row a channel, calendar month (UTC) and currency: what it cost, and the new customers and revenue of won deals by each model. Costs stand once a row, not once a model: any cost column sums to the ledger; so that cost of a customer is sum(total_cost_minor) / sum(new_customers_<model>), sums first. Channel (unmapped): costs that no rule maps, ${noCredit}: what no touch has credit for. Costs in another currency than that of the workspace are rows of their own, as the facts hold no rates for them. Fixed parameters as in credit.`,
  columns: [
    workspaceColumn(),
    column('channel', label, `Channel, (unmapped) or ${noCredit}.`),
    column(
      'month',
      'Date',
      'First day of the month: of the cost, or in which the deal was won or the subscription began, UTC.',
    ),
    column('currency', label, 'ISO 4217 code of all money of the row.'),
    ...money('media_cost', 'Cost of media.', { minor: 'all_media', currency: 'currency' }),
    ...money('other_cost', 'Cost of tools, people, agencies and other that names the channel.', {
      minor: 'all_other',
      currency: 'currency',
    }),
    ...money(
      'allocated_cost',
      'Share of costs without a channel, spread over channels by their media of the month in the same currency, by largest remainder; in a month without media on (unmapped).',
      { minor: 'all_allocated', currency: 'currency' },
    ),
    ...money('total_cost', 'All three: what is loaded on the channel; sums to the ledger.', {
      minor: 'all_media + all_other + all_allocated',
      currency: 'currency',
    }),
    ...viewModels.flatMap((model) => [
      column(
        `new_customers_${model}`,
        'Decimal(38, 12)',
        `New customers by ${model}, fractions of: accounts by what they came with, a first won deal or paid subscription; the column sums to the number of customers.`,
        wholesSql(`sum_parts_${model}`),
      ),
      column(
        `revenue_${model}_minor`,
        'Int64',
        `Credit of won deals by ${model} in whole minor units of currency; the column sums to what was won.`,
        `sum_revenue_${model}`,
      ),
      column(
        `revenue_${model}`,
        'Decimal(38, 4)',
        `The same in currency, for display: sums are exact in revenue_${model}_minor.`,
        displaySql(`sum_revenue_${model}`, 'currency'),
      ),
    ]),
  ],
  from: `FROM (
  SELECT ${keys}, ${costs.map((name) => `sum(${name}) AS all_${name}`).join(', ')},
    ${viewModels.map((model) => `sum(revenue_${model}) AS sum_revenue_${model}, sum(parts_${model}) AS sum_parts_${model}`).join(', ')}
  FROM (${[
    saying({ media: 'media', other: 'other', allocated: 'allocated' }, costCells),
    saying(ofModels, credited),
  ].join('\n  UNION ALL')})
  GROUP BY ${keys})`,
};
