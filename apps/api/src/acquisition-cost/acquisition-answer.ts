import { AttributionAnswerSchema } from '@touchstone/attribution';
import { acquisitionDimensions, allocations, revenueBases } from '@touchstone/economics';
import { z } from 'zod';
import { instant, minor, used, usedExample } from '../attribution/credit-fields.js';
import { acquisitionLinkFields, acquisitionLinks } from '../customers/list-links.js';

const labels = Object.fromEntries(
  acquisitionDimensions.map((dimension) => [dimension, z.string().optional()]),
) as Record<(typeof acquisitionDimensions)[number], z.ZodOptional<z.ZodString>>;

const count = (what: string) =>
  z.number().meta({ description: `${what}, shared out by the model: fractional, to twelve decimals.` });

const sums = {
  mediaMinor: minor('What media cost.'),
  loadedMinor: minor('What everything cost: media, tools, people, agencies, other.'),
  revenueMinor: minor('Credited revenue.'),
  customers: count('New customers'),
  leads: count('Leads created'),
  mqls: count('Leads qualified'),
  opportunities: count('Deals created'),
};

const costPer = <const Reason extends string>(what: string, reason: Reason) =>
  z
    .object({
      paidMinor: minor('By media alone.').nullable(),
      loadedMinor: minor('By all costs.').nullable(),
      reason: z.literal(reason).nullable().meta({ description: 'Why there is none; null: there is.' }),
    })
    .meta({ description: `Cost of ${what}, in minor units.` });

const ratios = {
  cac: costPer('a new customer', 'no_customers'),
  costPerLead: costPer('a lead', 'no_leads'),
  costPerMql: costPer('a qualified lead', 'no_mqls'),
  costPerOpportunity: costPer('an opportunity', 'no_opportunities'),
  roas: z
    .object({
      value: z.number().nullable().meta({ description: 'Revenue over media, to six decimals.' }),
      reason: z.literal('no_media_spend').nullable(),
    })
    .meta({ description: 'Return on ad spend.' }),
};

const model = z.string();
const { asOf } = AttributionAnswerSchema.shape.report.shape;

export const AcquisitionAnswerSchema = z
  .object({
    report: z
      .object({
        ...used,
        from: instant,
        to: instant,
        groupBy: z.array(z.enum(acquisitionDimensions)),
        basis: z.enum(revenueBases),
        allocate: z.enum(allocations),
        asOf,
      })
      .meta({ description: 'Every parameter that was used.' }),
    rows: z.array(z.object({ model, ...labels, ...sums, ...ratios, links: acquisitionLinkFields })).meta({
      description:
        'What each group cost and brought; the keys are those of `groupBy`. `(unmapped)` is what no rule maps to a channel.',
    }),
    unattributed: z
      .array(z.object({ model, month: z.string().optional(), ...sums, links: acquisitionLinkFields }))
      .meta({ description: 'What no touch earned; by month where `groupBy` has it. It costs nothing.' }),
    blended: z.array(z.object({ model, month: z.string().optional(), ...sums, ...ratios })).meta({
      description:
        'Everything, by model: rows + unattributed, exactly. Where `groupBy` has months one for each, and the window as the last.',
    }),
    unconverted: z
      .array(
        z.object({
          currency: z.string(),
          costMinor: minor('In its own currency.'),
          statements: z.int(),
        }),
      )
      .meta({ description: 'Spend without a rate on its day, by its own currency; in no other figure.' }),
  })
  .meta({ description: 'What customers cost, by what brought them.' });

export type AcquisitionAnswer = z.infer<typeof AcquisitionAnswerSchema>;

const per = (paidMinor: string, loadedMinor: string) => ({ paidMinor, loadedMinor, reason: null });
const figures = {
  ...{ mediaMinor: '500000', loadedMinor: '800000', revenueMinor: '1500000' },
  ...{ customers: 2.5, leads: 40, mqls: 16, opportunities: 8 },
  cac: per('200000', '320000'),
  costPerLead: per('12500', '20000'),
  costPerMql: per('31250', '50000'),
  costPerOpportunity: per('62500', '100000'),
  roas: { value: 3, reason: null },
};

const report: AcquisitionAnswer['report'] = {
  ...(usedExample as Pick<AcquisitionAnswer['report'], keyof typeof used>),
  ...{ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z', groupBy: ['channel'] },
  ...{ basis: 'close_date', allocate: 'media_share', asOf: 48213 },
};
const linksOf = (labels: { channel?: string }) =>
  acquisitionLinks(report, 'linear', { labels, isAttributed: labels.channel !== undefined });

/** A whole answer, for documents. */
export const acquisitionExample: AcquisitionAnswer = {
  report,
  rows: [
    { model: 'linear', channel: 'paid-search', ...figures, links: linksOf({ channel: 'paid-search' }) },
    {
      ...{
        model: 'linear',
        channel: '(unmapped)',
        mediaMinor: '12000',
        loadedMinor: '12000',
        revenueMinor: '0',
      },
      ...{ customers: 0, leads: 0, mqls: 0, opportunities: 0 },
      cac: { paidMinor: null, loadedMinor: null, reason: 'no_customers' },
      costPerLead: { paidMinor: null, loadedMinor: null, reason: 'no_leads' },
      costPerMql: { paidMinor: null, loadedMinor: null, reason: 'no_mqls' },
      costPerOpportunity: { paidMinor: null, loadedMinor: null, reason: 'no_opportunities' },
      roas: { value: 0, reason: null },
      links: linksOf({ channel: '(unmapped)' }),
    },
  ],
  unattributed: [
    {
      ...{ model: 'linear', mediaMinor: '0', loadedMinor: '0', revenueMinor: '250000' },
      ...{ customers: 0.5, leads: 10, mqls: 2, opportunities: 1 },
      links: linksOf({}),
    },
  ],
  blended: [
    {
      ...{ model: 'linear', mediaMinor: '512000', loadedMinor: '812000', revenueMinor: '1750000' },
      ...{ customers: 3, leads: 50, mqls: 18, opportunities: 9 },
      cac: per('170667', '270667'),
      costPerLead: per('10240', '16240'),
      costPerMql: per('28444', '45111'),
      costPerOpportunity: per('56889', '90222'),
      roas: { value: 3.417969, reason: null },
    },
  ],
  unconverted: [{ currency: 'USD', costMinor: '90000', statements: 3 }],
};
