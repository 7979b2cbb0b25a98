import { chainOf, removalEffects } from '@touchstone/attribution';
import { lookbackDays } from './workload.mjs';

const dayMs = 86_400_000;
const fractionBits = 44n;

/** Touches of the window's deals, straight from the raw tables. */
const touched = ({ from, to }) => `
  SELECT d.deal, d.amount, t.touched, t.place, t.channel
  FROM deals d JOIN touches t
    ON t.account = d.account AND t.touched <= d.won AND t.touched >= d.won - ${lookbackDays * dayMs}
  WHERE d.won >= ${from} AND d.won < ${to}`;

/** Largest remainder of `product` over `under`, deal by deal; ties go to the earliest touch. */
const splitBy = (relation, { product, under, remainder }) => `
SELECT channel::VARCHAR AS channel, CAST(sum(floor + CASE WHEN nth <= amount - floors THEN 1 ELSE 0 END) AS VARCHAR) AS credit
FROM (
  SELECT channel, amount, floor, sum(floor) OVER (PARTITION BY deal) AS floors,
    row_number() OVER (PARTITION BY deal ORDER BY remainder DESC, touched, place) AS nth
  FROM (
    SELECT deal, amount, touched, place, channel, CAST(${product} // ${under} AS BIGINT) AS floor, ${remainder} AS remainder
    FROM (${relation})
  )
)
GROUP BY channel`;

/** Touches of the window, of accounts without a deal won in it: journeys that did not convert. */
const untouched = ({ from, to }) => `
  SELECT account AS deal, touched, place, channel FROM touches
  WHERE touched >= ${from} AND touched < ${to}
    AND account NOT IN (SELECT account FROM deals WHERE won >= ${from} AND won < ${to})`;

const transitions = (relation) => `
WITH path AS (
  SELECT deal, channel, lag(channel) OVER w AS before, lead(channel) OVER w AS after
  FROM (${relation}) WINDOW w AS (PARTITION BY deal ORDER BY touched, place)
)
SELECT before::VARCHAR AS "from", channel::VARCHAR AS "to", count(*)::INTEGER AS count FROM path
WHERE before IS NULL OR before <> channel GROUP BY ALL
UNION ALL
SELECT channel::VARCHAR, NULL, count(*)::INTEGER FROM path WHERE after IS NULL GROUP BY ALL`;

/** The markov model from DuckDB's raw tables: transitions counted in SQL, solved as Touchstone does, split exactly. */
export async function rawMarkov(duck, window) {
  const converting = await duck.rows(transitions(touched(window)));
  const open = await duck.rows(transitions(untouched(window)));
  const chain = chainOf(converting, open);
  const weights = wholeWeights(removalEffects(chain));
  const cases = chain.channels.map((channel, at) => `WHEN '${channel}' THEN ${weights[at]}`).join(' ');
  const weighted = `SELECT *, amount::HUGEINT * weight AS product, sum(weight) OVER (PARTITION BY deal) AS total
    FROM (SELECT *, CAST(CASE channel ${cases} END AS BIGINT) AS weight FROM (${touched(window)}))`;
  return duck.rows(splitBy(weighted, { product: 'product', under: 'total', remainder: 'product % total' }));
}

/** Worths as whole numbers of 2^-44 of their sum, to the nearest. */
function wholeWeights(worths) {
  const total = worths.reduce((sum, worth) => sum + worth, 0n);
  return worths.map((worth) => ((worth << (fractionBits + 1n)) / total + 1n) >> 1n);
}

/** Shapley of revenue from DuckDB's raw tables: a deal's channels have equal parts, a channel's touches equal parts of its. */
export function rawShapley(duck, window) {
  const counted = `SELECT *, of_channel * max(nth_channel) OVER (PARTITION BY deal) AS under
    FROM (SELECT *, count(*) OVER (PARTITION BY deal, channel) AS of_channel,
      dense_rank() OVER (PARTITION BY deal ORDER BY channel) AS nth_channel FROM (${touched(window)}))`;
  const fraction = '((amount % under)::HUGEINT << 60) // under';
  return duck.rows(splitBy(counted, { product: 'amount', under: 'under', remainder: fraction }));
}
