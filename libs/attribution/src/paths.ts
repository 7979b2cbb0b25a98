import type { ClickHouse, NamedQuery } from '@touchstone/facts';
import { conversionsWithReason, journeyParams, journeySettings } from './journeys-sql.js';
import type { AttributionParameters } from './parameters.js';

/** How often journeys went from one channel to another; null: from their start, to their end. */
export interface Transition {
  from: string | null;
  to: string | null;
  count: number;
}

/** How many journeys have exactly these channels, which are sorted and distinct. */
export interface ChannelSet {
  channels: string[];
  count: number;
}

/** Where journeys through channels are counted. A channel that follows itself counts once. */
export interface PathSource {
  transitions(parameters: AttributionParameters): Promise<Transition[]>;
  /** At most `limit` of them. */
  channelSets(parameters: AttributionParameters, limit: number): Promise<ChannelSet[]>;
}

/** No journeys at all. */
export const noPaths: PathSource = {
  transitions: () => Promise.resolve([]),
  channelSets: () => Promise.resolve([]),
};

/** Journeys of a report's conversions that have touches to credit, in its currency or not. */
export function convertingPaths(clickhouse: ClickHouse): PathSource {
  return pathsOf(
    clickhouse,
    (parameters) => `
SELECT arrayFilter((x, c) -> c, touch_channel, counts) AS channels
FROM (${conversionsWithReason(parameters, ['touch_channel'])})
WHERE reason IN ('', 'unconverted') AND has_identity = 1 AND notEmpty(channels)`,
    journeyParams,
  );
}

/**
 * Counts the paths of a relation of ClickHouse with a column `channels`: an array that is not empty, one channel a
 * touch, in journey order.
 */
export function pathsOf(
  clickhouse: ClickHouse,
  relation: (parameters: AttributionParameters) => string | Promise<string>,
  paramsOf: (parameters: AttributionParameters) => Record<string, unknown>,
  settings: Record<string, number> = {},
): PathSource {
  const ask = <Row>(name: string, parameters: AttributionParameters, sql: string) => {
    const query: NamedQuery = {
      name,
      sql,
      params: paramsOf(parameters),
      settings: { ...journeySettings, ...settings },
    };
    return clickhouse.query<Row>(query);
  };
  return {
    transitions: async (parameters) => {
      const rows = await ask<{ origin: string; target: string; count: string }>(
        'attribution_transitions',
        parameters,
        `
SELECT origin, target, count() AS count
FROM (
  SELECT arrayPushFront(path, '') AS origins, arrayPushBack(path, '') AS targets
  FROM (SELECT arrayCompact(channels) AS path FROM (${await relation(parameters)}))
)
ARRAY JOIN origins AS origin, targets AS target
GROUP BY origin, target
ORDER BY origin, target`,
      );
      return rows.map(({ origin, target, count }) => ({
        from: origin || null,
        to: target || null,
        count: Number(count),
      }));
    },
    channelSets: async (parameters, limit) => {
      const rows = await ask<{ distinct: string[]; count: string }>(
        'attribution_channel_sets',
        parameters,
        `
SELECT arraySort(arrayDistinct(channels)) AS distinct, count() AS count
FROM (${await relation(parameters)})
GROUP BY distinct
ORDER BY distinct
LIMIT ${limit}`,
      );
      return rows.map(({ distinct, count }) => ({ channels: distinct, count: Number(count) }));
    },
  };
}
