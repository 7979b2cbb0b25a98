import { conversionParts } from '@touchstone/attribution';
import type { AcquisitionSums } from './acquisition-sums.js';
import { halfEven } from './whole-money.js';

/** What one costs, in minor units, half to even: by media alone, and by all costs. Null with the reason where there is none. */
export type CostPer<Reason extends string> =
  | { paidMinor: bigint; loadedMinor: bigint; reason: null }
  | { paidMinor: null; loadedMinor: null; reason: Reason };

/** Ratios of a row; none is 0 or infinite for want of a divisor. */
export interface AcquisitionFigures {
  cac: CostPer<'no_customers'>;
  costPerLead: CostPer<'no_leads'>;
  costPerMql: CostPer<'no_mqls'>;
  costPerOpportunity: CostPer<'no_opportunities'>;
  /** Revenue over media, to six decimals. */
  roas: { value: number; reason: null } | { value: null; reason: 'no_media_spend' };
}

const roasScale = 1_000_000n;

export function acquisitionFigures(sums: AcquisitionSums): AcquisitionFigures {
  const { mediaMinor, loadedMinor, revenueMinor } = sums;
  const costPer = <Reason extends string>(parts: bigint, reason: Reason): CostPer<Reason> =>
    parts === 0n
      ? { paidMinor: null, loadedMinor: null, reason }
      : {
          paidMinor: halfEven(mediaMinor * conversionParts, parts),
          loadedMinor: halfEven(loadedMinor * conversionParts, parts),
          reason: null,
        };
  return {
    cac: costPer(sums.customers, 'no_customers'),
    costPerLead: costPer(sums.leads, 'no_leads'),
    costPerMql: costPer(sums.mqls, 'no_mqls'),
    costPerOpportunity: costPer(sums.opportunities, 'no_opportunities'),
    roas:
      mediaMinor > 0n
        ? { value: Number(halfEven(revenueMinor * roasScale, mediaMinor)) / 1e6, reason: null }
        : { value: null, reason: 'no_media_spend' },
  };
}
