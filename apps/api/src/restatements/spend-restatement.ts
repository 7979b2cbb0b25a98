import { type SpendBetween, spendChanges, spendDifferences, unmapped } from '@touchstone/economics';
import type { LogReader } from '@touchstone/event-log';
import { type ClickHouse, spendChannelOf } from '@touchstone/facts';
import { z } from 'zod';
import { minor } from '../attribution/credit-fields.js';
import { definitionsAt } from '../definitions/definitions-at.js';

const CostSchema = z.object({ costMinor: minor('In minor units of `currency`.'), currency: z.string() });

const SpendChangeSchema = z
  .object({
    ...{
      platform: z.string(),
      account: z.string(),
      campaign: z.string(),
      day: z.iso.date(),
      kind: z.string(),
    },
    channel: z.string().meta({ description: 'By the rules of `toPosition`; `(unmapped)`: none knows it.' }),
    cause: z
      .enum(['spend_recorded', 'spend_restated'])
      .meta({ description: 'The first statement of its key, or one that replaced another.' }),
    causeEventId: z.string(),
    causePosition: z.int(),
    before: CostSchema.nullable().meta({ description: 'null: nothing was stated.' }),
    after: CostSchema,
  })
  .meta({ description: 'One statement that said something else than the one before it.' });

export const SpendRestatementSchema = z
  .object({
    totals: z
      .array(
        z.object({
          currency: z.string(),
          oldMinor: minor('Spend in force at `fromPosition`, of days in the window.'),
          newMinor: minor('The same at `toPosition`.'),
          differenceMinor: minor('New less old; the changes of all pages sum to it.'),
        }),
      )
      .meta({ description: 'By currency, whole on every page.' }),
    changes: z.array(SpendChangeSchema).meta({ description: 'A page of changes, in order of the log.' }),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: '`spendCursor` of the next page; null at the end.' }),
  })
  .meta({ description: 'How spend changed between the positions, statement by statement.' });

export type SpendRestatement = z.infer<typeof SpendRestatementSchema>;

/** What became of spend between two positions; `fromDay` and `toDay` are those of the window. */
export async function spendRestatement(
  clickhouse: ClickHouse,
  log: LogReader,
  between: SpendBetween,
  page: { after: number; limit: number },
): Promise<Omit<SpendRestatement, 'nextCursor'> & { next: number | null }> {
  const { workspace, toPosition } = between;
  const [{ changes, hasMore }, differences, definitions] = await Promise.all([
    spendChanges(clickhouse, between, page),
    spendDifferences(clickhouse, between),
    definitionsAt(log, workspace, toPosition),
  ]);
  const events = await log.at(
    workspace,
    changes.map(({ position }) => position),
  );
  const idAt = new Map(events.map(({ position, eventId }) => [position, eventId]));
  return {
    totals: differences.map(({ currency, oldMinor, newMinor }) => ({
      currency,
      oldMinor: oldMinor.toString(),
      newMinor: newMinor.toString(),
      differenceMinor: (newMinor - oldMinor).toString(),
    })),
    changes: changes.map((change) => {
      const { platform, account, campaign, day, kind, position, before, after } = change;
      const written = (cost: typeof after) => ({ ...cost, costMinor: cost.costMinor.toString() });
      return {
        ...{ platform, account, campaign, day, kind },
        channel: spendChannelOf(change, definitions) || unmapped,
        cause: before ? ('spend_restated' as const) : ('spend_recorded' as const),
        causeEventId: idAt.get(position) ?? '',
        causePosition: position,
        before: before && written(before),
        after: written(after),
      };
    }),
    next: hasMore ? changes.at(-1)!.position : null,
  };
}

export const spendRestatementExample: SpendRestatement = {
  totals: [{ currency: 'EUR', oldMinor: '1240000', newMinor: '1239000', differenceMinor: '-1000' }],
  changes: [
    {
      ...{ platform: 'google_ads', account: '482-115-9037', campaign: 'brand-search', day: '2026-03-28' },
      ...{ kind: 'media', channel: 'paid-search', cause: 'spend_restated' },
      ...{ causeEventId: 'spend-77', causePosition: 47200 },
      before: { costMinor: '30000', currency: 'EUR' },
      after: { costMinor: '29000', currency: 'EUR' },
    },
  ],
  nextCursor: null,
};
