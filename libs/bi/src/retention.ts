import { wholesSql } from './whole-amounts.js';
import { creditGroups } from './credit-groups.js';
import { creditNames, noCredit, viewModels } from './credit-rows.js';
import { customerParts } from './customers.js';
import { column, label, type View, workspaceColumn } from './view.js';

const left = creditGroups(
  {
    workspace: 'workspace',
    exit_month: 'toUInt32(exit_month)',
    is_lost: 'is_lost',
    is_recurring: 'is_recurring',
  },
  customerParts,
  { type: 'Int128', shares: false },
);

/** Who leaves in a month was at risk in it and in all before. */
const months = `
  SELECT workspace, channel, since,
    ${viewModels
      .map(
        (model) =>
          `sum(${creditNames(model).credit}) AS risk_${model},
    sumIf(${creditNames(model).credit}, is_lost AND since = exit_month) AS lost_${model}`,
      )
      .join(', ')}
  FROM (${left}) ARRAY JOIN range(exit_month + 1) AS since
  WHERE is_recurring
  GROUP BY workspace, channel, since`;

/** Kaplan-Meier: the product of what stays, month by month. */
const survival = (model: string) =>
  `if(risk_${model} = 0, NULL, exp(sum(log(1 - lost_${model} / greatest(risk_${model}, 1))) OVER (PARTITION BY workspace, channel ORDER BY since)))`;

export const retention: View = {
  name: 'retention',
  behind: [customerParts],
  comment: `One row a channel and whole month since acquisition: customers with a subscription who were seen that long and who left in it, by each model, with the Kaplan-Meier curve. All customers, observed until now; who is still there, or was not seen longer, is at risk no more afterwards. Never add rows of at_risk over months, nor survival over anything: of several channels sum at_risk and churned by month, and multiply 1 - churned / at_risk.`,
  columns: [
    workspaceColumn(),
    column('channel', label, `Channel of the touches, or ${noCredit}.`),
    column('months_since', 'UInt32', 'Whole months since acquisition, 0 = the first.', 'since'),
    ...viewModels.flatMap((model) => [
      column(
        `at_risk_${model}`,
        'Decimal(38, 12)',
        `Customers by ${model}, fractions of, who had not left before this month and were seen in it.`,
        wholesSql(`risk_${model}`),
      ),
      column(
        `churned_${model}`,
        'Decimal(38, 12)',
        'Those of them whose subscriptions had all ended after so many months.',
        wholesSql(`lost_${model}`),
      ),
      column(
        `survival_${model}`,
        'Nullable(Float64)',
        `Part of customers by ${model} that is still there after this month, 0 to 1. NULL: nobody was seen that long.`,
        `of_${model}`,
      ),
    ]),
  ],
  from: `FROM (
  SELECT *, ${viewModels.map((model) => `${survival(model)} AS of_${model}`).join(', ')} FROM (${months}))`,
};
