import {
  type AttributionParameters,
  type Dimension,
  type Model,
  type Reason,
  type Restatement,
  type RestatementSums,
  rounded,
} from '@touchstone/attribution';
import { z } from 'zod';
import { labels, minor, reason, shares } from '../attribution/credit-fields.js';

type Labels = Partial<Record<Dimension, string>>;

export const DifferenceRowSchema = z
  .object({ model: z.string(), ...labels, creditMinor: minor('New less old.'), conversions: shares })
  .meta({ description: 'How a row of the report changed; the keys are those of `groupBy`.' });

export const DifferenceReasonSchema = z.object({
  model: z.string(),
  reason,
  amountMinor: minor('New less old.'),
  conversions: shares,
});

const difference = minor('New less old.');
export const DifferenceTotalsSchema = z
  .object({
    attributedMinor: difference,
    unattributedMinor: difference,
    crmMinor: difference,
    attributedConversions: shares,
    unattributedConversions: shares,
    crmConversions: z.int(),
  })
  .meta({ description: 'How the totals of one model changed.' });

export type DifferenceRow = { model: string; creditMinor: string; conversions: number } & Labels;

/** Rows, reasons and totals of a report, each as new less old. */
export interface DifferenceFigures {
  rows: DifferenceRow[];
  unattributed: z.infer<typeof DifferenceReasonSchema>[];
  totals: Record<string, z.infer<typeof DifferenceTotalsSchema>>;
}

export const labelled = (group: readonly string[], groupBy: readonly Dimension[]): Labels =>
  Object.fromEntries(groupBy.map((dimension, at) => [dimension, group[at]]));

interface Sum {
  model: Model;
  group: string[] | null;
  reason: Reason | null;
  creditMinor: bigint;
  conversions: number;
}

/** What causes did together. */
export function figuresOf(
  causes: Iterable<RestatementSums>,
  { models, groupBy }: Pick<AttributionParameters, 'models' | 'groupBy'>,
): DifferenceFigures {
  const sums = new Map<string, Sum>();
  const crm = { minor: 0n, conversions: 0 };
  for (const cause of causes) {
    crm.minor += cause.crm.creditMinor;
    crm.conversions += cause.crm.conversions;
    for (const [key, { creditMinor, conversions }] of cause.rows) {
      const [model, group, reason] = JSON.parse(key) as [Model, string[] | null, Reason | null];
      const sum = sums.get(key) ?? { model, group, reason, creditMinor: 0n, conversions: 0 };
      sum.creditMinor += creditMinor;
      sum.conversions += conversions;
      sums.set(key, sum);
    }
  }
  const all = [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  const changed = all.filter((sum) => sum.creditMinor !== 0n || rounded(sum.conversions) !== 0);
  return {
    rows: changed.flatMap(({ model, group, creditMinor, conversions }) =>
      group
        ? {
            model,
            ...labelled(group, groupBy),
            creditMinor: creditMinor.toString(),
            conversions: rounded(conversions),
          }
        : [],
    ),
    unattributed: changed.flatMap(({ model, reason, creditMinor, conversions }) =>
      reason ? { model, reason, amountMinor: creditMinor.toString(), conversions: rounded(conversions) } : [],
    ),
    totals: Object.fromEntries(
      models.map((model) => {
        const of = (isAttributed: boolean) => {
          const own = all.filter((sum) => sum.model === model && (sum.reason === null) === isAttributed);
          return {
            minor: own.reduce((sum, one) => sum + one.creditMinor, 0n).toString(),
            conversions: rounded(own.reduce((sum, one) => sum + one.conversions, 0)),
          };
        };
        const [attributed, unattributed] = [of(true), of(false)];
        return [
          model,
          {
            attributedMinor: attributed.minor,
            unattributedMinor: unattributed.minor,
            crmMinor: crm.minor.toString(),
            attributedConversions: attributed.conversions,
            unattributedConversions: unattributed.conversions,
            crmConversions: crm.conversions,
          },
        ];
      }),
    ),
  };
}

/** What each cause did, by its name. */
export const causesOf = (
  { byCause }: Pick<Restatement, 'byCause'>,
  parameters: Pick<AttributionParameters, 'models' | 'groupBy'>,
) =>
  [...byCause]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cause, sums]) => ({ cause, changes: sums.changes, ...figuresOf([sums], parameters) }));
