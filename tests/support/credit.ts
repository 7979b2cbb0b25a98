import {
  type AttributionAnswer,
  type AttributionParameters,
  attributionReport,
  models,
  nonConvertingPaths,
} from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';

/** The report of all models by channel over all time, in EUR, as of the newest position; name what is to differ. */
export async function creditOf(
  clickhouse: ClickHouse,
  workspace: string,
  more: Partial<AttributionParameters> = {},
): Promise<Omit<AttributionAnswer, 'report'>> {
  const { report: _, ...credit } = await attributionReport(
    clickhouse,
    {
      workspace,
      models,
      customModels: new Map(),
      filters: {},
      groupBy: ['channel'],
      from: Date.UTC(2000, 0, 1),
      to: Date.UTC(2100, 0, 1),
      conversion: 'deal.won',
      lookbackDays: 90,
      scope: 'account',
      touchScope: 'marketing',
      countViews: false,
      halfLifeDays: 7,
      valueFunction: 'revenue',
      details: false,
      value: 'latest',
      asOf: Number.MAX_SAFE_INTEGER,
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      ...more,
    },
    nonConvertingPaths(clickhouse),
  );
  return credit;
}
