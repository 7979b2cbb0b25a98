import { conversionParts } from '@touchstone/attribution';
import { type AcquisitionRow, halfEven, leadCosts } from '@touchstone/economics';
import type { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import type { LeadDimension, SlaQuestion, SlaRow } from '@touchstone/funnel';
import { decide } from '../attribution/report-context.js';
import { publishedDefaults, publishedModels } from '../definitions/published-parameters.js';
import type { LeadContext } from '../leads/lead-contexts.js';
import { iso } from '../moments.js';
import { ratesAt } from '../rates-at.js';
import type { RejectedCost } from './sla-answer.js';

/** What spend is known by, too. */
const isCostDimension = (dimension: LeadDimension) => dimension === 'channel' || dimension === 'campaign';

/** Tells what rejected leads cost: as many leads at what one cost in the window, as `GET /v1/acquisition-cost` has it. */
export class RejectedCosts {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
  ) {}

  /** The cost of the rejected leads of each row; null for all where rows are not by channel, campaign or both. */
  async of(
    { workspace, asOf, from, to, groupBy }: SlaQuestion,
    { definitions }: LeadContext,
  ): Promise<(row: SlaRow) => RejectedCost | null> {
    const dimensions = groupBy.filter(isCostDimension);
    if (dimensions.length === 0 || dimensions.length < groupBy.length) return () => null;
    const { currency, timeZone } = definitions.workspace;
    const context = {
      ...{ workspace, currency, timeZone, position: asOf },
      customModels: publishedModels(definitions),
      defaults: publishedDefaults(definitions),
    };
    const decided = decide({ from: iso(from), to: iso(to), model: ['linear'], groupBy: dimensions }, context);
    const rows = await leadCosts(this.clickhouse, {
      parameters: { ...decided, models: ['linear'] },
      groupBy: dimensions,
      allocation: 'media_share',
      definitions,
      rates: await ratesAt(this.log, workspace, currency, asOf),
    });
    const nameOf = (labels: Partial<Record<string, string>>) =>
      JSON.stringify(dimensions.map((dimension) => labels[dimension]?.trim().toLowerCase()));
    const byName = new Map(rows.map((row) => [nameOf(row.labels), row]));
    return ({ labels, decisions }) => ({
      currency,
      ...costOf(byName.get(nameOf(labels)), BigInt(decisions.rejected)),
    });
  }
}

function costOf(row: AcquisitionRow | undefined, rejected: bigint): Omit<RejectedCost, 'currency'> {
  const none = { paidMinor: null, loadedMinor: null };
  if (!row || row.loadedMinor === 0n) return { ...none, reason: 'no_spend' };
  if (row.leads === 0n) return { ...none, reason: 'no_leads' };
  const share = (costMinor: bigint) => halfEven(costMinor * rejected * conversionParts, row.leads).toString();
  return { paidMinor: share(row.mediaMinor), loadedMinor: share(row.loadedMinor), reason: null };
}
