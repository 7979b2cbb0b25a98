import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlaTerms, SlaTermsSchema } from '@touchstone/contracts';
import { type ClickHouse, migrate } from '@touchstone/facts';
import fc from 'fast-check';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { leadFact, loadVersions, type Versioned } from '../../../tests/support/versioned-facts.js';
import { BusinessClock, workingStretches } from './business-hours.js';
import { clocksOf } from './lead-clocks.js';
import type { SlaQuestion } from './sla-question.js';
import { slaRows } from './sla-report.js';
import { clocksSql, slaParams } from './sla-sql.js';

let engine: Awaited<ReturnType<typeof freshClickHouse>>;
let clickhouse: ClickHouse;
let workspaces = 0;

beforeAll(async () => {
  engine = await freshClickHouse();
  clickhouse = engine.clickhouse;
  await migrate(clickhouse);
});
afterAll(() => engine.drop());

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

const questionOf = (workspace: string, more: Partial<SlaQuestion> = {}): SlaQuestion => {
  const agreed = more.terms ?? terms();
  const clock = new BusinessClock(workingStretches(agreed, 'Europe/Berlin', { from, to }));
  return {
    ...{ workspace, asOf: 10, judgedAt: at('2026-04-30T12:00Z'), from, to },
    ...{ groupBy: [], filters: {}, terms: agreed, clock, ...more },
  };
};

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
    await loadVersions(clickhouse, 'leads', golden);
    const [all] = await slaRows(clickhouse, questionOf('golden'));
    const hour = 3_600_000;
    expect(all).toEqual({
      labels: {},
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
    const byTeam = await slaRows(clickhouse, questionOf('golden', { groupBy: ['team', 'owner'] }));
    expect(byTeam.map(({ labels, contact }) => [labels, contact.clocks])).toEqual([
      [{ team: '(none)', owner: '(none)' }, 2],
      [{ team: 'new', owner: 'ae-1' }, 1],
      [{ team: 'new', owner: 'ae-2' }, 1],
      [{ team: '(none)', owner: 'ae-9' }, 1],
    ]);
    const question = questionOf('golden', { filters: { channel: ['webinar'] } });
    expect((await slaRows(clickhouse, question))[0]!.contact).toMatchObject({ clocks: 1, met: 1 });
    const none = questionOf('golden', { filters: { channel: ['(none)'] } });
    expect((await slaRows(clickhouse, none))[0]!.contact.clocks).toBe(4);
  });

  it('go by the moment at which they are judged, and by the window of their start', async () => {
    const judge = async (more: Partial<SlaQuestion>) =>
      (await slaRows(clickhouse, questionOf('golden', more)))[0]!.contact;
    expect(await judge({ judgedAt: at('2026-03-27T15:30Z') })).toMatchObject({ clocks: 1, running: 1 });
    expect(await judge({ from: at('2026-04-13T00:00Z') })).toMatchObject({ clocks: 2 });
    expect(await judge({ terms: terms({ contactHours: 2 }) })).toMatchObject({ met: 0, breached: 2 });
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

  it('are in SQL what they are for one lead after the other, on generated leads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(generated, { minLength: 40, maxLength: 40 }),
        late,
        async (worlds, judgedAt) => {
          const workspace = `generated-${++workspaces}`;
          const leads = worlds.map(({ createdAt, entries, stages, salesAt, intentAt }, nth) =>
            leadFact({
              ...{ workspace, leadId: `L-${nth}`, createdAt, salesAt, intentAt },
              intentRule: intentAt.map(() => 'pricing-page'),
              entryStatus: entries.map(([, status]) => status as 'new'),
              entryAt: entries.map(([moment]) => moment),
              entryPosition: entries.map((_, position) => position),
              entryOwner: entries.map(([, , owner]) => owner),
              entryReason: entries.map(() => ''),
              stageName: ['lead', ...stages.map(([, stage]) => stage)],
              stageAt: [createdAt, ...stages.map(([moment]) => Math.max(moment, createdAt))],
              stageLeftAt: [0, ...stages.map(() => 0)],
              stageRule: ['created', ...stages.map(() => 'crm')],
              stageEvents: [[], ...stages.map(() => [])],
            }),
          );
          await loadVersions(clickhouse, 'leads', leads);
          const agreed = terms({ contactHours: 5, dispositionHours: 9, highIntentWithinHours: 30 });
          const question = questionOf(workspace, { judgedAt, terms: agreed });
          const rows = await clickhouse.query<Record<string, string | number | null>>({
            name: 'clocks',
            sql: `SELECT lead_id, life_from, owner, is_high, assigned, qualified, touched, outcome, contact_state,
              contact_elapsed, contact_end, disposition_state, if(qualified > 0, disposition_elapsed, NULL) AS waited,
              system_delay, human_delay
            FROM (${clocksSql(question)})`,
            params: slaParams(question),
          });
          const number = (value: string | number | null | undefined) =>
            value === null ? null : Number(value);
          const found = rows.map((row) => ({
            ...{ leadId: row['lead_id'], lifeFrom: number(row['life_from']), owner: row['owner'] },
            ...{ isHighIntent: row['is_high'] === 1, outcome: row['outcome'] || null },
            ...{ assignedAt: number(row['assigned']) || null, qualifiedAt: number(row['qualified']) || null },
            ...{ touchedAt: number(row['touched']) || null, contact: row['contact_state'] },
            ...{ elapsed: number(row['contact_elapsed']), endedAt: number(row['contact_end']) || null },
            ...{ disposition: row['disposition_state'] || null, waited: number(row['waited']) },
            ...{ system: number(row['system_delay']), human: number(row['human_delay']) },
          }));
          const expected = leads.flatMap((one) =>
            clocksOf(one, { terms: agreed, clock: question.clock, judgedAt }).map((life) => ({
              ...{ leadId: one.leadId, lifeFrom: life.lifeFrom, owner: life.owner },
              ...{ isHighIntent: life.isHighIntent, outcome: life.outcome },
              ...{ assignedAt: life.assignedAt, qualifiedAt: life.qualifiedAt, touchedAt: life.touchedAt },
              ...{
                contact: life.contact.state,
                elapsed: life.contact.elapsedMs,
                endedAt: life.contact.endedAt,
              },
              ...{
                disposition: life.disposition?.state ?? null,
                waited: life.disposition?.elapsedMs ?? null,
              },
              ...{ system: life.systemDelayMs, human: life.humanDelayMs },
            })),
          );
          const name = ({ leadId, lifeFrom }: { leadId: unknown; lifeFrom: unknown }) =>
            `${String(leadId)} ${String(lifeFrom)}`;
          const byName = (
            a: { leadId: unknown; lifeFrom: unknown },
            b: { leadId: unknown; lifeFrom: unknown },
          ) => (name(a) < name(b) ? -1 : 1);
          expect(found.sort(byName)).toEqual(expected.sort(byName));
          expect(found.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
