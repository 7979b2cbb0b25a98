import type { Model } from '@touchstone/attribution';
import { acquisitionCounts, type AcquisitionLabels, type Grouping } from '@touchstone/economics';
import { z } from 'zod';
import { sharingQuery, type SharingReport } from '../attribution/row-links.js';

/** Which customers: of a label of the row, those no touch has credit for, or all. */
export type CustomersNamed = {
  of: { groupBy: Grouping; label: string } | 'unattributed' | 'all';
  cohort?: string;
  subscribed?: boolean;
};

/** The customers of a row of lifetime value or retention. */
export function customersLink(
  report: SharingReport & { observedUntil: string },
  model: string,
  { of, cohort = 'all', subscribed = false }: CustomersNamed,
): string {
  const query = sharingQuery(report, model as Model);
  query.set('observedUntil', report.observedUntil);
  if (of === 'unattributed') query.set('unattributed', 'true');
  else if (of !== 'all') query.set(`row.${of.groupBy}`, of.label);
  if (cohort !== 'all') query.set('cohort', cohort);
  if (subscribed) query.set('subscribed', 'true');
  return `/v1/lifetime-value/customers?${query.toString()}`;
}

/** The conversions of each count of a row of acquisition cost; without labels of touches what no touch earned. */
export function acquisitionLinks(
  report: SharingReport,
  model: string,
  row: { labels: AcquisitionLabels; isAttributed: boolean },
): z.infer<typeof acquisitionLinkFields> {
  const linkOf = (count: (typeof acquisitionCounts)[number]) => {
    const query = sharingQuery(report, model as Model);
    query.set('count', count);
    for (const [dimension, label] of Object.entries(row.labels)) query.set(`row.${dimension}`, label);
    if (!row.isAttributed) query.set('unattributed', 'true');
    return `/v1/acquisition-cost/conversions?${query.toString()}`;
  };
  return {
    ...{ customers: linkOf('customers'), leads: linkOf('leads') },
    ...{ mqls: linkOf('mqls'), opportunities: linkOf('opportunities') },
  };
}

export const acquisitionLinkFields = z
  .object({ customers: z.string(), leads: z.string(), mqls: z.string(), opportunities: z.string() })
  .meta({ description: 'What each count is made of; the shares sum to it.' });

export const customersLinkFields = z.object({
  customers: z.string().meta({ description: 'The customers of the row; their shares sum to it.' }),
});
