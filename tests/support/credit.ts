import {
  type AttributionAnswer,
  type AttributionParameters,
  attributionReport,
  models,
  nonConvertingPaths,
} from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import { attributionParameters } from './attribution-parameters.js';

/** The report of all models by channel over all time, in EUR, as of the newest position; name what is to differ. */
export async function creditOf(
  clickhouse: ClickHouse,
  workspace: string,
  more: Partial<AttributionParameters> = {},
): Promise<Omit<AttributionAnswer, 'report'>> {
  const { report: _, ...credit } = await attributionReport(
    clickhouse,
    attributionParameters({
      workspace,
      models,
      from: Date.UTC(2000, 0, 1),
      to: Date.UTC(2100, 0, 1),
      timeZone: 'Europe/Berlin',
      ...more,
    }),
    nonConvertingPaths(clickhouse),
  );
  return credit;
}
