import { splitByWeights } from '@touchstone/attribution';
import { unmapped } from '@touchstone/economics';

const own = (text: string) => text.replaceAll('$', 'split_');
const split = own(splitByWeights.credit);
const perTouch = splitByWeights.perTouch!.map(own);

/** A cost without a channel that is no medium: it is spread over channels. */
const isShared = `channel = '${unmapped}' AND kind != 'media'`;

const cells = `
  SELECT workspace, currency, month,
    arraySort(c -> (c.1, c.2), groupArrayIf((channel, campaign, media, other), NOT is_shared)) AS of_channels,
    groupArrayIf(other, is_shared) AS shared,
    arrayFilter(c -> c.1 != '${unmapped}' AND c.3 > 0, of_channels) AS bearing
  FROM (
    SELECT workspace, currency, toStartOfMonth(day) AS month, toString(channel) AS channel,
      ${isShared} AS is_shared, if(is_shared, toString(kind), toString(campaign)) AS campaign,
      sumIf(cost_minor, kind = 'media') AS media, sumIf(cost_minor, kind != 'media') AS other
    FROM bi.spend_by_day GROUP BY workspace, currency, month, channel, is_shared, campaign)
  GROUP BY workspace, currency, month`;

/** Each kind of shared cost of a month, split over the cells that media were bought for; where there are none as it is. */
const splitCosts = splitByWeights.steps.reduce(
  (inner, step) => `SELECT *, ${step.map(own).join(', ')} FROM (${inner})`,
  `SELECT workspace, currency, month, if(empty(bearing), ['${unmapped}'], arrayMap(c -> c.1, bearing)) AS channels,
    if(empty(bearing), [toUInt128(1)], arrayMap(c -> toUInt128(c.3), bearing)) AS split_weight,
    toUInt64(abs(one)) AS amount, if(one < 0, -1, 1) AS sign
  FROM (${cells}) ARRAY JOIN shared AS one`,
);

/**
 * SQL of costs by month and channel in their own currency: `media`, `other` (kinds that name a channel) and `allocated`, all
 * three `Int64` minor units that sum to the ledger. It is `allocate` with `media_share`: costs without a channel that are no
 * media are spread in each month by what media of a channel and campaign cost, by largest remainder, each kind by itself.
 */
export const costCells = `
  SELECT workspace, currency, month, c.1 AS channel, c.3 AS media, c.4 AS other, toInt64(0) AS allocated
  FROM (${cells}) ARRAY JOIN of_channels AS c
  UNION ALL
  SELECT workspace, currency, month, channel, 0, 0, ${split}
  FROM (${splitCosts}) ARRAY JOIN channels AS channel, ${perTouch.join(', ')}`;
