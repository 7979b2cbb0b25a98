import { creditColumns, dealCredits, roleParts, touchCredit } from './role-credit-sql.mjs';

/** Models that go by rules, in the order of the columns of `factCredit`. */
export const ruleModels = [
  'first',
  'last',
  'lead_creation',
  'last_non_direct',
  'linear',
  ...Object.keys(roleParts),
  'time_decay',
];

const taken = (rank) => `CASE WHEN r = ${rank} THEN amount ELSE 0 END`;

/**
 * Exact credit of all models by channel, from the deal-touch fact of a rival: `fact` (deal, won, channel, amount, n, r,
 * decay, decay_sum) and `fact_deals` (deal, won, amount, n, lead_r, opp_r, known_r). One statement.
 * @param dialect div: whole quotient; wide: a type for amount x weight; text: a sum as text
 */
export function factCredit(dialect, { from, to }) {
  const { div, wideDiv, wide, text } = dialect;
  const inWindow = `won >= ${from} AND won < ${to}`;
  const credit = {
    first: taken('1'),
    last: taken('n'),
    lead_creation: taken('lead_r'),
    last_non_direct: taken('known_r'),
    linear: `${div('amount', 'n')} + CASE WHEN r <= amount % n THEN 1 ELSE 0 END`,
    ...Object.fromEntries(Object.keys(roleParts).map((model) => [model, touchCredit(model)])),
  };
  return `
WITH deals AS (${dealCredits(`SELECT * FROM fact_deals WHERE ${inWindow}`, dialect)}),
by_rule AS (
  SELECT channel, ${Object.entries(credit)
    .map(([model, sql]) => `sum(${sql}) AS ${model}`)
    .join(', ')}
  FROM (SELECT deal, channel, r FROM fact WHERE ${inWindow}) AS f
  JOIN (SELECT deal, amount, n, lead_r, opp_r, known_r, ${creditColumns.join(', ')} FROM deals) AS d USING (deal)
  GROUP BY channel
),
floors AS (
  SELECT deal, channel, amount, r, decay_sum, CAST(amount AS ${wide}) * decay AS product
  FROM fact WHERE ${inWindow}
),
split AS (
  SELECT deal, channel, amount, r, CAST(${wideDiv('product', 'decay_sum')} AS BIGINT) AS floor, CAST(product % decay_sum AS BIGINT) AS remainder
  FROM floors
),
ranked AS (
  SELECT channel, amount, floor, sum(floor) OVER (PARTITION BY deal) AS floors,
    row_number() OVER (PARTITION BY deal ORDER BY remainder DESC, r) AS place
  FROM split
),
by_decay AS (
  SELECT channel, sum(floor + CASE WHEN place <= amount - floors THEN 1 ELSE 0 END) AS time_decay
  FROM ranked GROUP BY channel
)
SELECT channel, ${ruleModels.map((model) => `${text(model)} AS ${model}`).join(', ')}
FROM by_rule JOIN by_decay USING (channel)`;
}
