import { convertingPaths, type LearningSources, nonConvertingPaths } from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';

/** What learned models learn from: the same journeys in a report and in what explains it. */
export const learningFrom = (clickhouse: ClickHouse): LearningSources => ({
  converting: convertingPaths(clickhouse),
  nonConverting: nonConvertingPaths(clickhouse),
});
