import { describe, expect, it } from '@jest/globals';
import { type SlaTerms, SlaTermsSchema } from '@touchstone/contracts';
import fc from 'fast-check';
import { factsBench } from '../../../tests/support/facts-bench.js';
import { leadFact, loadVersions, type Versioned } from '../../../tests/support/versioned-facts.js';
import { BusinessHours } from './business-hours.js';
import { judgedClock } from './clock-state.js';
import { clocksOf, decisionsOf } from './lead-clocks.js';
import { plainFigures } from './plain-sla.fixture.spec.js';
import { slaLeads } from './sla-leads.js';
import type { SlaQuestion } from './sla-question.js';
import { slaReport } from './sla-report.js';

const facts = factsBench();

const at = (time: string) => Date.parse(time);
const terms = (more: object = {}): SlaTerms =>
  SlaTermsSchema.parse({
    businessHours: Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [
        day,
        [
          { from: '09:00', to: '12:00' },
          { from: '13:00', to: '17:30' },
        ],
      ]),
    ),
    holidays: ['2026-03-31'],
    teams: [{ name: 'new', owners: ['ae-1', 'ae-2'] }],
    ...more,
  });
const [from, to] = [at('2026-03-01T00:00Z'), at('2026-05-01T00:00Z')];

const questionOf = (workspace: string, more: Partial<SlaQuestion> = {}): SlaQuestion => ({
  ...{ workspace, asOf: 10, judgedAt: at('2026-04-30T12:00Z'), from, to },
  ...{ groupBy: [], filters: {}, terms: terms(), ...more },
});
const hoursOf = (agreed: SlaTerms) => new BusinessHours(agreed, 'Europe/Berlin');

/** A lead with what its history says of clocks. */
function clocked(row: Versioned<'leads'>, agreed = terms()): Versioned<'leads'> {
  const clocks = clocksOf(row, { terms: agreed, hours: hoursOf(agreed) });
  return { ...row, clocks, decisions: decisionsOf(row) };
}

type Entry = [status: string, time: string, owner?: string, reason?: string];
/** A lead of a workspace by its entries and visits. */
function lead(
  leadId: string,
  {
    entries,
    stages,
    sales = [],
    intent = [],
    ...more
  }: {
    entries: Entry[];
    stages: [string, string][];
    sales?: string[];
    intent?: string[];
  } & Partial<Versioned<'leads'>>,
): Versioned<'leads'> {
  return leadFact({
    ...{ workspace: 'golden', leadId, createdAt: at(entries[0]![1]) },
    entryStatus: entries.map(([status]) => status as 'new'),
    entryAt: entries.map(([, time]) => at(time)),
    entryPosition: entries.map((_, nth) => nth + 1),
    entryOwner: entries.map(([, , owner]) => owner ?? ''),
    entryReason: entries.map(([, , , reason]) => reason ?? ''),
    stageName: stages.map(([stage]) => stage),
    stageAt: stages.map(([, time]) => at(time)),
    stageLeftAt: stages.map((_, nth) => (stages[nth + 1] ? at(stages[nth + 1]![1]) : 0)),
    stageRule: stages.map(() => 'crm'),
    stageEvents: stages.map(() => []),
    salesAt: sales.map(at),
    intentAt: intent.map(at),
    intentRule: intent.map(() => 'pricing-page'),
    ...more,
  });
}

describe('clocks', () => {
  const golden = [
    // Friday 27 March 16:00 in Berlin to Monday 30 March 10:00: 1.5 h + 1 h over the change of the clocks
    lead('dst', {
      entries: [
        ['new', '2026-03-27T14:00Z'],
        ['qualified', '2026-03-27T14:30Z'],
        ['assigned', '2026-03-27T15:00Z', 'ae-1'],
        ['accepted', '2026-03-30T09:00Z', 'ae-1'],
      ],
      stages: [
        ['lead', '2026-03-27T14:00Z'],
        ['mql', '2026-03-27T14:30Z'],
        ['sal', '2026-03-30T09:00Z'],
      ],
      sales: ['2026-03-27T14:10Z', '2026-03-30T08:00Z'],
      channel: 'webinar',
    }),
    // of high intent: an hour is promised, two are taken; the 31st is a holiday
    lead('late', {
      entries: [
        ['new', '2026-03-30T07:00Z'],
        ['assigned', '2026-03-30T15:00Z', 'ae-2'],
        ['rejected', '2026-04-02T07:00Z', 'ae-2', 'student'],
      ],
      stages: [['lead', '2026-03-30T07:00Z']],
      sales: ['2026-04-01T08:00Z'],
      intent: ['2026-03-28T07:00Z'],
    }),
    // rejected within the promise, reopened, and nobody cared
    lead('reopened', {
      entries: [
        ['new', '2026-04-07T07:00Z'],
        ['qualified', '2026-04-07T08:00Z'],
        ['rejected', '2026-04-07T10:00Z', '', 'competitor'],
        ['qualified', '2026-04-13T08:00Z'],
      ],
      stages: [
        ['lead', '2026-04-07T07:00Z'],
        ['mql', '2026-04-07T08:00Z'],
        ['lead', '2026-04-13T08:00Z'],
        ['mql', '2026-04-13T08:00Z'],
      ],
    }),
    // assigned this morning
    lead('running', {
      entries: [
        ['new', '2026-04-29T07:00Z'],
        ['assigned', '2026-04-30T08:00Z', 'ae-9'],
      ],
      stages: [['lead', '2026-04-29T07:00Z']],
    }),
    lead('gone', { entries: [['assigned', '2026-04-01T08:00Z']], stages: [], isLive: false }),
  ];

  it('are worked by hand: a change of the clocks, a holiday, a reopened lead, one that runs', async () => {
    await loadVersions(
      facts.clickhouse,
      'leads',
      golden.map((one) => clocked(one)),
    );
    const { totals, rows } = await slaReport(facts.clickhouse, questionOf('golden'));
    expect(rows).toEqual([]);
    const hour = 3_600_000;
    expect(totals).toEqual({
      contact: {
        ...{ clocks: 5, met: 1, breached: 1, never_worked: 1, withdrawn: 1, running: 1 },
        metRate: 1 / 3,
      },
      disposition: {
        // dst: 2.5 h + 2 h; reopened: rejected within 2 h; and never decided in its second life
        ...{ clocks: 3, met: 2, breached: 0, never_worked: 1, withdrawn: 0, running: 0 },
        metRate: 2 / 3,
      },
      systemDelay: { count: 1, medianMs: hour / 2, p90Ms: hour / 2 },
      // 2.5 h and 1.5 h: the 30th from 17:00 to 17:30, the 1st from 9:00 to 10:00; half way between, and nine tenths
      humanDelay: { count: 2, medianMs: 2 * hour, p90Ms: 2.4 * hour },
      decisions: { accepted: 1, rejected: 2, disqualified: 0, acceptanceRate: 1 / 3 },
      reasons: [
        { outcome: 'rejected', reason: 'competitor', isAgreed: true, leads: 1, afterContact: 0 },
        { outcome: 'rejected', reason: 'student', isAgreed: true, leads: 1, afterContact: 1 },
      ],
    });
  });

  it('are grouped by owner and team at their start, and filtered by label', async () => {
    const { rows, totals } = await slaReport(
      facts.clickhouse,
      questionOf('golden', { groupBy: ['team', 'owner'] }),
    );
    expect(totals).toEqual((await slaReport(facts.clickhouse, questionOf('golden'))).totals);
    expect(rows.map(({ labels, contact }) => [labels, contact.clocks])).toEqual([
      [{ team: '(none)', owner: '(none)' }, 2],
      [{ team: 'new', owner: 'ae-1' }, 1],
      [{ team: 'new', owner: 'ae-2' }, 1],
      [{ team: '(none)', owner: 'ae-9' }, 1],
    ]);
    const question = questionOf('golden', { filters: { channel: ['webinar'] } });
    expect((await slaReport(facts.clickhouse, question)).totals.contact).toMatchObject({ clocks: 1, met: 1 });
    const none = questionOf('golden', { filters: { channel: ['(none)'] } });
    expect((await slaReport(facts.clickhouse, none)).totals.contact.clocks).toBe(4);
  });

  it('go by the moment at which they are judged, and by the window of their start', async () => {
    const judge = async (more: Partial<SlaQuestion>) =>
      (await slaReport(facts.clickhouse, questionOf('golden', more))).totals.contact;
    expect(await judge({ judgedAt: at('2026-03-27T15:30Z') })).toMatchObject({ clocks: 1, running: 1 });
    expect(await judge({ from: at('2026-04-13T00:00Z') })).toMatchObject({ clocks: 2 });
    expect(await judge({ asOf: 0 })).toMatchObject({ clocks: 0, metRate: null });
  });

  const moment = fc
    .integer({ min: from / 600_000, max: at('2026-04-20T00:00Z') / 600_000 })
    .map((n) => n * 600_000);
  const late = moment.map((one) => Math.min(one + 30 * 86_400_000, to));
  const sorted = <T>(items: fc.Arbitrary<T>, of: (item: T) => number, maxLength: number) =>
    fc.array(items, { maxLength }).map((list) => list.sort((a, b) => of(a) - of(b)));
  const generated = fc.record({
    createdAt: moment,
    entries: sorted(
      fc.tuple(
        moment,
        fc.constantFrom(
          'assigned',
          'contacted',
          'qualified',
          'accepted',
          'rejected',
          'disqualified',
          'converted',
        ),
        fc.constantFrom('', 'ae-1', 'ae-3'),
      ),
      ([one]) => one,
      8,
    ),
    stages: sorted(fc.tuple(moment, fc.constantFrom('lead', 'mql', 'sal')), ([one]) => one, 6),
    salesAt: sorted(moment, (one) => one, 4),
    intentAt: sorted(moment, (one) => one, 2),
  });

  type World = typeof generated extends fc.Arbitrary<infer T> ? T : never;
  const leadOf = (workspace: string, world: World, nth: number) => {
    const { createdAt, entries, stages, salesAt, intentAt } = world;
    return leadFact({
      ...{ workspace, leadId: `L-${nth}`, createdAt, salesAt, intentAt },
      channel: ['', 'email', 'webinar'][nth % 3]!,
      intentRule: intentAt.map(() => 'pricing-page'),
      entryStatus: entries.map(([, status]) => status as 'new'),
      entryAt: entries.map(([moment]) => moment),
      entryPosition: entries.map((_, position) => position),
      entryOwner: entries.map(([, , owner]) => owner),
      entryReason: entries.map(([, , owner]) => (owner === '' ? '' : 'student')),
      stageName: ['lead', ...stages.map(([, stage]) => stage)],
      stageAt: [createdAt, ...stages.map(([moment]) => Math.max(moment, createdAt))],
      stageLeftAt: [0, ...stages.map(() => 0)],
      stageRule: ['created', ...stages.map(() => 'crm')],
      stageEvents: [[], ...stages.map(() => [])],
    });
  };
  const agreed = terms({ contactHours: 5, dispositionHours: 9, highIntentWithinHours: 30 });

  it('are in reports what they are for one lead after the other, on generated leads', async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(generated, { minLength: 40, maxLength: 40 }),
        fc.record({ judgedAt: late, from: moment, to: late }),
        fc.constantFrom('channel' as const, 'owner' as const),
        async (worlds, moments, dimension) => {
          const workspace = facts.workspace();
          const leads = worlds.map((world, nth) => clocked(leadOf(workspace, world, nth), agreed));
          await loadVersions(facts.clickhouse, 'leads', leads);
          const question = questionOf(workspace, { ...moments, terms: agreed, groupBy: [dimension] });
          const { totals, rows } = await slaReport(facts.clickhouse, question);
          expect(totals).toEqual(plainFigures(leads, question, () => true));
          for (const { labels, ...figures } of rows) {
            const label = labels[dimension] === '(none)' ? '' : labels[dimension];
            const isIts = ({ channel }: { channel: string }, owner: string) =>
              (dimension === 'owner' ? owner : channel) === label;
            expect(figures).toEqual(plainFigures(leads, question, isIts));
          }
          expect(rows.reduce((sum, { contact }) => sum + contact.clocks, 0)).toBe(totals.contact.clocks);
          found += totals.contact.clocks;
          for (const clock of ['contact', 'disposition'] as const) {
            const asked = { ...question, hours: hoursOf(agreed) };
            const choice = { clock, state: null };
            const listed = await slaLeads(facts.clickhouse, asked, choice, { after: null, limit: 1000 });
            const expected = leads.flatMap((one) =>
              one.clocks.flatMap((life) => {
                const its = judgedClock(life, clock, { ...question, hours: hoursOf(agreed) });
                if (!its || its.startedAt < question.from || its.startedAt >= question.to) return [];
                return JSON.stringify([one.leadId, its]);
              }),
            );
            const told = listed.leads.map(
              ({ leadId, state, at: startedAt, endedAt, dueAt, limitMs, elapsedMs }) =>
                JSON.stringify([leadId, { state, startedAt, endedAt, dueAt, limitMs, elapsedMs }]),
            );
            expect(told.sort()).toEqual(expected.sort());
          }
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(0);
  });
});
