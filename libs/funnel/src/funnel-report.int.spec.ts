import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { factsBench } from '../../../tests/support/facts-bench.js';
import { leadFact, loadVersions, type Versioned } from '../../../tests/support/versioned-facts.js';
import { type FunnelQuestion, funnelBases, funnelReport, funnelVisits, visitFates } from './funnel-report.js';
import { rankOf, type Stage, stages } from './stages.js';

const facts = factsBench();

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 1);
/** Visits one after the other, some after a while out of the funnel; the last may go on. */
const history = fc.record({
  visits: fc.array(
    fc.record({ stage: fc.constantFrom(...stages), hours: fc.nat(200), gap: fc.constantFrom(0, 0, 0, 30) }),
    { minLength: 1, maxLength: 6 },
  ),
  goesOn: fc.boolean(),
  isLive: fc.boolean(),
  channel: fc.constantFrom('', 'email', 'webinar'),
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

function leadOf(workspace: string, leadId: string, version: number, world: History): Versioned<'leads'> {
  const { visits, goesOn, isLive, channel } = world;
  const [stageAt, stageLeftAt]: [number[], number[]] = [[], []];
  let at = start;
  for (const { hours, gap } of visits) {
    stageAt.push(at);
    stageLeftAt.push(at + hours * hour);
    at += (hours + gap) * hour;
  }
  if (goesOn) stageLeftAt[stageLeftAt.length - 1] = 0;
  return leadFact({
    ...{ workspace, leadId, version, isLive: isLive || version === 1, channel, stageAt, stageLeftAt },
    stageName: visits.map(({ stage }) => stage),
    stageRule: visits.map(() => 'crm'),
    stageEvents: visits.map(() => []),
  });
}

/** Visits that had begun by the moment of judgement, with their fates. */
const visitsOf = (
  { leadId, channel, stageName, stageAt, stageLeftAt }: Versioned<'leads'>,
  judgedAt: number,
) =>
  stageName.flatMap((stage, nth) => {
    const [at, left] = [stageAt[nth]!, stageLeftAt[nth]!];
    if (at > judgedAt) return [];
    const leftAt = left > judgedAt ? 0 : left;
    const next = stageAt[nth + 1] === leftAt ? (stageName[nth + 1] as Stage) : null;
    const moved = next === null ? 'out' : rankOf(next) > rankOf(stage as Stage) ? 'advanced' : 'back';
    return [{ leadId, channel, stage, at, leftAt, fate: leftAt === 0 ? 'still' : moved }];
  });

function plainFigures(visits: ReturnType<typeof visitsOf>, { basis, from, to }: FunnelQuestion) {
  const isIn = (moment: number) => moment >= from && moment < to;
  const part = (durations: number[], share: number) => {
    if (durations.length === 0) return null;
    const place = share * (durations.length - 1);
    const [low, high] = [durations[Math.floor(place)]!, durations[Math.ceil(place)]!];
    return Math.round(low + (high - low) * (place - Math.floor(place)));
  };
  return stages.map((stage) => {
    const its = visits.filter((visit) => visit.stage === stage);
    const counted = its.filter(({ at, leftAt }) => isIn(basis === 'period' && leftAt > 0 ? leftAt : at));
    const entered = its.filter(({ at }) => isIn(at)).length;
    const fates = Object.fromEntries(
      visitFates.map((fate) => [fate, counted.filter((visit) => visit.fate === fate).length]),
    );
    const lasted = counted.flatMap(({ at, leftAt }) => (leftAt > 0 ? leftAt - at : [])).sort((a, b) => a - b);
    return {
      ...{ stage, entered, ...fates },
      conversion: entered === 0 || stage === 'customer' ? null : fates['advanced']! / entered,
      ...{ medianMs: part(lasted, 0.5), p90Ms: part(lasted, 0.9) },
    };
  });
}

it('is what the visits of one lead after the other come to, on generated leads', async () => {
  let found = 0;
  const moment = fc.integer({ min: -10, max: 900 }).map((hours) => start + hours * hour);
  const asked = fc.record({
    ...{ basis: fc.constantFrom(...funnelBases), asOf: fc.constantFrom(1, 2) },
    ...{ from: moment, to: moment, judgedAt: moment },
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(history, fc.option(history)), { minLength: 25, maxLength: 25 }),
      fc.array(asked, { minLength: 4, maxLength: 4 }),
      async (worlds, questions) => {
        const workspace = facts.workspace();
        const versions = worlds.map(([first, second], nth) => [
          leadOf(workspace, `L-${nth}`, 1, first),
          ...(second ? [leadOf(workspace, `L-${nth}`, 2, second)] : []),
        ]);
        await loadVersions(facts.clickhouse, 'leads', versions.flat());
        for (const one of questions) {
          const question: FunnelQuestion = {
            ...{ ...one, workspace, groupBy: ['channel'], filters: {}, teams: [] },
          };
          const visits = versions
            .map((all) => all.findLast(({ version }) => version <= one.asOf)!)
            .filter(({ isLive }) => isLive)
            .flatMap((lead) => visitsOf(lead, one.judgedAt));
          const { totals, rows } = await funnelReport(facts.clickhouse, question);
          expect(totals.stages).toEqual(plainFigures(visits, question));
          found += totals.stages.reduce((sum, { entered }) => sum + entered, 0);
          const groups = ['', 'email', 'webinar'].flatMap((channel) => {
            const its = plainFigures(
              visits.filter((visit) => visit.channel === channel),
              question,
            ) as (typeof totals)['stages'];
            const isShown = its.some(({ entered, advanced }) => entered + advanced > 0);
            return isShown ? [[channel || '(none)', its]] : [];
          });
          expect(Object.fromEntries(rows.map((row) => [row.labels.channel, row.stages]))).toEqual(
            Object.fromEntries(groups),
          );
          for (const { stage, entered } of totals.stages) {
            const chosen = { stage: stage as Stage, fate: null };
            const page = { after: null, limit: 1000 };
            expect((await funnelVisits(facts.clickhouse, question, chosen, page)).visits).toHaveLength(
              entered,
            );
          }
        }
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
  expect(found).toBeGreaterThan(0);
});
