import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { factsBench } from '../../../tests/support/facts-bench.js';
import { dealFact, loadVersions, type Versioned } from '../../../tests/support/versioned-facts.js';
import { nearest, type VelocityQuestion, velocityRows } from './velocity-report.js';

const facts = factsBench();

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 1);
const hours = (most: number) => fc.nat(most).map((count) => count * hour);
const generated = fc.record({
  created: hours(600),
  stays: fc.array(hours(300), { minLength: 1, maxLength: 4 }),
  status: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
  quiet: hours(400),
  value: fc.option(fc.bigInt({ min: 0n, max: 10_000_000n })),
  currency: fc.constantFrom('EUR', 'EUR', 'USD'),
  owner: fc.constantFrom('', 'ae-1', 'ae-2'),
  isLive: fc.boolean(),
});
type Generated = typeof generated extends fc.Arbitrary<infer T> ? T : never;

function dealOf(workspace: string, nth: number, version: number, one: Generated): Versioned<'deals'> {
  const createdAt = start + one.created;
  const stageAt = one.stays.map((_, visit) => createdAt + sum(one.stays.slice(0, visit)));
  const stageName = one.stays.map((_, visit) => `stage-${visit % 3}`);
  return dealFact({
    ...{ workspace, dealId: `D-${nth}`, version, createdAt, stageAt, stageName, owner: one.owner },
    ...{ isLive: one.isLive || version === 1, status: one.status, pipeline: `pipeline-${nth % 2}` },
    ...{ stage: stageName.at(-1)!, stagePosition: stageName.map((_, visit) => visit) },
    closedAt: one.status === 'open' ? null : createdAt + sum(one.stays),
    ...{ valueMinor: one.value, reportCurrency: one.currency },
    lastActivityAt: stageAt.at(-1)! + one.quiet,
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
function part(durations: number[], share: number): number | null {
  const sorted = durations.sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - Math.floor(place));
}

/** When a deal of a stage is stalled: it is longer quiet than nine of ten visits to that stage lasted. */
function patience(
  deals: readonly Versioned<'deals'>[],
  pipeline: string,
  stage: string,
  judgedAt: number,
): number | null {
  const visits = deals.flatMap((deal) =>
    deal.stageName.flatMap((name, nth) => {
      const until = deal.stageAt[nth + 1] ?? deal.closedAt;
      const hasEnded = until !== null && until <= judgedAt;
      return deal.pipeline === pipeline && name === stage && hasEnded ? until - deal.stageAt[nth]! : [];
    }),
  );
  return part(visits, 0.9);
}

function plainFigures(
  known: readonly Versioned<'deals'>[],
  { from, to, judgedAt }: VelocityQuestion,
  isIts: (deal: Versioned<'deals'>) => boolean,
) {
  const deals = known.filter(isIts);
  const isIn = (moment: number | null) =>
    moment !== null && moment >= from && moment < to && moment <= judgedAt;
  const valueOf = ({ reportCurrency, valueMinor }: Versioned<'deals'>) =>
    reportCurrency === 'EUR' ? valueMinor : null;
  const minor = (some: Versioned<'deals'>[]) => some.reduce((all, deal) => all + (valueOf(deal) ?? 0n), 0n);
  const created = deals.filter(({ createdAt }) => isIn(createdAt));
  const [won, lost] = (['won', 'lost'] as const).map((status) =>
    deals.filter((deal) => deal.status === status && isIn(deal.closedAt)),
  ) as [Versioned<'deals'>[], Versioned<'deals'>[]];
  const open = deals.filter(({ closedAt }) => closedAt === null || closedAt > judgedAt);
  const stalled = open.filter(({ pipeline, stageName, stageAt, lastActivityAt }) => {
    const nth = stageAt.findLastIndex((at) => at <= judgedAt);
    const longest = patience(known, pipeline, stageName[nth]!, judgedAt);
    const activeAt = lastActivityAt! <= judgedAt ? lastActivityAt! : stageAt[nth]!;
    return longest !== null && judgedAt - activeAt > longest;
  });
  const cycles = won.map(({ createdAt, closedAt }) => closedAt! - createdAt);
  const valued = won.filter((deal) => valueOf(deal) !== null).length;
  const [median, p90] = [0.5, 0.9].map((share) => part(cycles, share)).map((ms) => ms && Math.round(ms));
  const decided = won.length + lost.length;
  const reason =
    won.length === 0 ? 'no_won_deal' : valued === 0 ? 'no_amount' : median === 0 ? 'no_cycle' : null;
  const product = BigInt(created.length) * BigInt(won.length) * minor(won) * 86_400_000n;
  const days = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : ms / 86_400_000);
  return {
    ...{ opportunities: created.length, won: won.length, lost: lost.length, wonMinor: minor(won), reason },
    winRate: decided === 0 ? null : won.length / decided,
    averageDealMinor: valued === 0 ? null : nearest(minor(won), BigInt(valued)),
    ...{ medianCycleDays: days(median), p90CycleDays: days(p90) },
    perDayMinor:
      reason === null ? nearest(product, BigInt(decided) * BigInt(valued) * BigInt(median!)) : null,
    ...{ open: open.length, openMinor: minor(open), stalled: stalled.length, stalledMinor: minor(stalled) },
    unconverted: new Set([...created, ...won, ...open].filter((deal) => valueOf(deal) === null)).size,
  };
}

it('is what deals one after the other come to, on generated deals', async () => {
  const found = { won: 0, stalled: 0 };
  const moment = fc.integer({ min: 0, max: 1800 }).map((count) => start + count * hour);
  const asked = fc.record({ asOf: fc.constantFrom(1, 2), from: moment, to: moment, judgedAt: moment });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(generated, fc.option(generated)), { minLength: 40, maxLength: 40 }),
      fc.array(asked, { minLength: 4, maxLength: 4 }),
      async (worlds, questions) => {
        const workspace = facts.workspace();
        const versions = worlds.map(([first, second], nth) => [
          dealOf(workspace, nth, 1, first),
          ...(second ? [dealOf(workspace, nth, 2, second)] : []),
        ]);
        await loadVersions(facts.clickhouse, 'deals', versions.flat());
        for (const one of questions) {
          const question: VelocityQuestion = {
            ...{ ...one, workspace, currency: 'EUR', lookbackDays: 90, scopeBit: 1, filters: {} },
            groupBy: [],
          };
          const known = versions
            .map((all) => all.findLast(({ version }) => version <= one.asOf)!)
            .filter(({ isLive, createdAt }) => isLive && createdAt <= one.judgedAt);
          const [totals] = await velocityRows(facts.clickhouse, question);
          const expected = plainFigures(known, question, () => true);
          expect(totals).toMatchObject(expected);
          found.won += expected.won;
          found.stalled += expected.stalled;
          for (const row of await velocityRows(facts.clickhouse, { ...question, groupBy: ['owner'] })) {
            const owner = row.labels.owner === '(none)' ? '' : row.labels.owner;
            expect(row).toMatchObject(plainFigures(known, question, (deal) => deal.owner === owner));
          }
        }
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
  expect(Math.min(found.won, found.stalled)).toBeGreaterThan(0);
});
