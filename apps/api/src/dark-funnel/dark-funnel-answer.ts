import { AttributionAnswerSchema } from '@touchstone/attribution';
import { z } from 'zod';
import { instant, minor, nextCursor, used, usedExample } from '../attribution/credit-fields.js';

const { asOf } = AttributionAnswerSchema.shape.report.shape;
const share = z.number().meta({ description: 'Share of the deal, to twelve decimals.' });
const reported = z.string().meta({
  description: 'What somebody of the deal said last; `(not reported)`: nobody was asked, or said.',
});
const tracked = z.string().meta({ description: 'Channel credited by the model, or `(unattributed)`.' });

export const DarkFunnelAnswerSchema = z
  .object({
    report: z
      .object({ ...used, from: instant, to: instant, asOf })
      .meta({ description: 'Every parameter that was used.' }),
    matrix: z
      .array(
        z.object({
          model: z.string(),
          reported,
          tracked,
          deals: z
            .number()
            .meta({ description: 'Deals, shared out by the model: fractional, to twelve decimals.' }),
        }),
      )
      .meta({
        description:
          'What people said beside what was tracked. Cells of an answer sum to its deals, by each model.',
      }),
    reported: z
      .array(
        z.object({ reported, deals: z.int(), valueMinor: minor('Value of the deals; without a rate 0.') }),
      )
      .meta({ description: 'Deals by what was said, most first.' }),
    deals: z
      .array(
        z.object({
          conversionId: z.string(),
          convertedAt: instant,
          reported,
          valueMinor: minor('null: no rate.').nullable(),
          tracked: z
            .array(z.object({ channel: tracked, share }))
            .meta({ description: 'By the first model asked for.' }),
        }),
      )
      .meta({ description: 'A page of the deals of whom somebody said something, oldest first.' }),
    nextCursor,
  })
  .meta({ description: 'Self-reported sources beside tracked channels; the one never changes the other.' });

export type DarkFunnelAnswer = z.infer<typeof DarkFunnelAnswerSchema>;

/** A whole answer, for documents. */
export const darkFunnelExample: DarkFunnelAnswer = {
  report: {
    ...(usedExample as Pick<DarkFunnelAnswer['report'], keyof typeof used>),
    ...{ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z', asOf: 48213 },
  },
  matrix: [
    { model: 'linear', reported: '(not reported)', tracked: 'paid-search', deals: 2 },
    { model: 'linear', reported: 'RevOps Radio podcast', tracked: 'direct', deals: 0.5 },
    { model: 'linear', reported: 'RevOps Radio podcast', tracked: 'paid-search', deals: 0.5 },
  ],
  reported: [
    { reported: '(not reported)', deals: 2, valueMinor: '3100000' },
    { reported: 'RevOps Radio podcast', deals: 1, valueMinor: '1250000' },
  ],
  deals: [
    {
      ...{ conversionId: 'D-7', convertedAt: '2026-03-31T21:59:59.999Z', valueMinor: '1250000' },
      reported: 'RevOps Radio podcast',
      tracked: [
        { channel: 'direct', share: 0.5 },
        { channel: 'paid-search', share: 0.5 },
      ],
    },
  ],
  nextCursor: null,
};
