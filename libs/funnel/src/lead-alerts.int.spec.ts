import { beforeAll, describe, expect, it } from '@jest/globals';
import { SlaTermsSchema } from '@touchstone/contracts';
import fc from 'fast-check';
import { factsBench } from '../../../tests/support/facts-bench.js';
import { leadFact, loadVersions } from '../../../tests/support/versioned-facts.js';
import { BusinessHours } from './business-hours.js';
import { judgedClock } from './clock-state.js';
import { type AlertQuestion, leadAlerts } from './lead-alerts.js';
import { clocksOf, decisionsOf } from './lead-clocks.js';

const facts = factsBench();

const at = (time: string) => Date.parse(time);
const nine = [{ from: '09:00', to: '17:00' }];
const terms = SlaTermsSchema.parse({
  businessHours: { monday: nine, tuesday: nine, wednesday: nine, thursday: nine, friday: nine },
  contactHours: 8,
  dispositionHours: 16,
});
const hours = new BusinessHours(terms, 'Europe/Berlin');
const question = (workspace: string, judgedAt: string, since: string): AlertQuestion => ({
  ...{ workspace, asOf: 10, judgedAt: at(judgedAt), since: at(since), seen: null },
});
const all = { after: null, limit: 100 };

type Step = [status: string, time: string, owner?: string];
/** A lead that becomes an MQL with its status `qualified`. */
const lead = (leadId: string, steps: Step[], more: { sales?: string[]; intent?: string[] } = {}) => {
  const stages = steps.filter(([status]) => status === 'new' || status === 'qualified');
  const row = leadFact({
    ...{ workspace: 'told', leadId, owner: steps.at(-1)![2] ?? '', createdAt: at(steps[0]![1]) },
    entryStatus: steps.map(([status]) => status as 'new'),
    entryAt: steps.map(([, time]) => at(time)),
    entryPosition: steps.map((_, nth) => nth + 1),
    entryOwner: steps.map(([, , owner]) => owner ?? ''),
    entryReason: steps.map(() => ''),
    stageName: stages.map(([status]) => (status === 'new' ? 'lead' : 'mql')),
    stageAt: stages.map(([, time]) => at(time)),
    stageLeftAt: stages.map(() => 0),
    stageRule: stages.map(() => 'crm'),
    stageEvents: stages.map(() => []),
    salesAt: (more.sales ?? []).map(at),
    intentAt: (more.intent ?? []).map(at),
    intentRule: (more.intent ?? []).map(() => 'pricing-page'),
  });
  return { ...row, clocks: clocksOf(row, { terms, hours }), decisions: decisionsOf(row) };
};

describe('leadAlerts', () => {
  beforeAll(async () => {
    await loadVersions(facts.clickhouse, 'leads', [
      // assigned on Saturday: eight hours are over on Monday at 17:00 in Berlin
      lead('weekend', [
        ['new', '2026-03-07T08:00Z'],
        ['assigned', '2026-03-07T09:00Z', 'ae-1'],
      ]),
      // called on Tuesday, too late; decided in time
      lead(
        'late',
        [
          ['new', '2026-03-06T10:00Z'],
          ['qualified', '2026-03-06T10:00Z'],
          ['assigned', '2026-03-06T10:30Z', 'ae-2'],
          ['accepted', '2026-03-09T10:00Z', 'ae-2'],
        ],
        { sales: ['2026-03-10T08:30Z'] },
      ),
      // nobody owns it, and it has looked at prices for the third time
      lead('nobody', [['new', '2026-03-10T07:00Z']], { intent: ['2026-03-10T09:00Z', '2026-03-10T09:10Z'] }),
      lead(
        'promised',
        [
          ['new', '2026-03-10T08:00Z'],
          ['assigned', '2026-03-10T08:30Z', 'ae-1'],
          ['assigned', '2026-03-10T08:40Z', 'ae-2'],
        ],
        { intent: ['2026-03-08T20:00Z'] },
      ),
      lead('called', [['new', '2026-03-10T08:00Z']], {
        ...{ intent: ['2026-03-10T08:10Z'], sales: ['2026-03-10T08:20Z'] },
      }),
      lead(
        'rejected',
        [
          ['new', '2026-03-10T08:00Z'],
          ['rejected', '2026-03-10T08:20Z'],
        ],
        { intent: ['2026-03-10T08:10Z'] },
      ),
    ]);
  });

  it('tells of what ran out since, and of who waits, those that started last first', async () => {
    const { alerts, next } = await leadAlerts(
      facts.clickhouse,
      question('told', '2026-03-10T09:05Z', '2026-03-09T09:05Z'),
      all,
    );
    expect(next).toBeNull();
    expect(alerts).toEqual([
      {
        ...{ leadId: 'nobody', clock: 'intent', startedAt: at('2026-03-10T09:00Z'), dueAt: null },
        ...{ owner: '', isHighIntent: false },
      },
      {
        ...{ leadId: 'promised', clock: 'intent', startedAt: at('2026-03-10T08:00Z'), owner: 'ae-2' },
        ...{ dueAt: at('2026-03-10T09:30Z'), isHighIntent: true },
      },
      {
        ...{ leadId: 'weekend', clock: 'contact', startedAt: at('2026-03-07T09:00Z'), owner: 'ae-1' },
        ...{ dueAt: at('2026-03-09T16:00Z'), isHighIntent: false },
      },
      {
        ...{ leadId: 'late', clock: 'contact', startedAt: at('2026-03-06T10:30Z'), owner: 'ae-2' },
        ...{ dueAt: at('2026-03-09T10:30Z'), isHighIntent: false },
      },
    ]);
  });

  it('does not tell before the time is over, nor of what is old', async () => {
    const told = async (judgedAt: string, since: string) =>
      (await leadAlerts(facts.clickhouse, question('told', judgedAt, since), all)).alerts.map(
        ({ leadId, clock }) => `${leadId} ${clock}`,
      );
    expect(await told('2026-03-09T10:30Z', '2026-03-01T00:00Z')).toEqual([]);
    expect(await told('2026-03-09T10:31Z', '2026-03-01T00:00Z')).toEqual(['late contact']);
    // due at 17:00 in Berlin
    expect(await told('2026-03-09T16:00Z', '2026-03-09T15:00Z')).toEqual([]);
    expect(await told('2026-03-09T16:01Z', '2026-03-09T16:00Z')).toEqual(['weekend contact']);
    expect(await told('2026-03-10T08:01Z', '2026-03-09T16:01Z')).toEqual(['promised intent']);
    expect(await told('2026-03-10T09:31Z', '2026-03-10T09:29Z')).toEqual(['promised contact']);
    expect(await told('2026-04-10T10:00Z', '2026-04-09T10:00Z')).toEqual([]);
  });

  it('tells of leads that did not change since it was last seen only what was due after that', async () => {
    const asked = question('told', '2026-03-10T09:31Z', '2026-03-09T09:31Z');
    const told = async (asOf: number, judgedAt: string) =>
      (
        await leadAlerts(facts.clickhouse, { ...asked, seen: { asOf, judgedAt: at(judgedAt) } }, all)
      ).alerts.map(({ leadId, clock }) => `${leadId} ${clock}`);
    expect(await told(1, '2026-03-10T09:05Z')).toEqual(['promised contact']);
    expect(await told(1, '2026-03-10T09:31Z')).toEqual([]);
    // all of version 1 changed after position 0
    expect(await told(0, '2026-03-10T09:31Z')).toEqual([
      ...['nobody intent', 'promised contact', 'promised intent', 'weekend contact', 'late contact'],
    ]);
  });

  it('goes page by page', async () => {
    const asked = question('told', '2026-03-10T09:05Z', '2026-03-09T09:05Z');
    const whole = await leadAlerts(facts.clickhouse, asked, all);
    const first = await leadAlerts(facts.clickhouse, asked, { after: null, limit: 3 });
    const second = await leadAlerts(facts.clickhouse, asked, { after: first.next, limit: 3 });
    expect([...first.alerts, ...second.alerts]).toEqual(whole.alerts);
    expect([first.alerts.length, second.next]).toEqual([3, null]);
  });

  it('tells of the clocks that the plain reading of leads finds run out, on generated leads', async () => {
    const moment = fc.integer({
      min: at('2026-02-01T00:00Z') / 60_000,
      max: at('2026-03-20T00:00Z') / 60_000,
    });
    const status = fc.constantFrom('assigned', 'qualified', 'contacted', 'rejected', 'accepted');
    const story = fc.record({
      createdAt: moment,
      steps: fc.array(fc.tuple(moment, status), { maxLength: 6 }),
      sales: fc.array(moment, { maxLength: 3 }),
      intent: fc.array(moment, { maxLength: 2 }),
    });
    const iso = (minute: number) => new Date(minute * 60_000).toISOString();
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(story, { minLength: 30, maxLength: 30 }), moment, async (stories, minute) => {
        const workspace = facts.workspace();
        const sorted = (minutes: number[]) => minutes.sort((a, b) => a - b).map(iso);
        const leads = stories.map(({ createdAt, steps, sales, intent }, nth) => ({
          ...lead(
            `L-${nth}`,
            [
              ['new', iso(createdAt)],
              ...steps
                .sort(([a], [b]) => a - b)
                .map(([time, name]): Step => [name, iso(Math.max(time, createdAt)), 'ae-1']),
            ],
            { sales: sorted(sales.filter((time) => time >= createdAt)), intent: sorted(intent) },
          ),
          workspace,
        }));
        await loadVersions(facts.clickhouse, 'leads', leads);
        const asked = question(workspace, iso(minute), iso(minute - 3 * 24 * 60));
        const { alerts } = await leadAlerts(facts.clickhouse, asked, all);
        const expected = leads.flatMap((one) =>
          one.clocks.flatMap((life) =>
            (['contact', 'disposition'] as const).flatMap((name) => {
              const its = judgedClock(life, name, { terms, hours, judgedAt: asked.judgedAt });
              if (its?.state !== 'breached' && its?.state !== 'never_worked') return [];
              if (its.dueAt! < asked.since) return [];
              return `${one.leadId} ${name} ${iso(its.startedAt / 60_000)} ${iso(its.dueAt! / 60_000)}`;
            }),
          ),
        );
        const told = alerts
          .filter((one) => one.clock !== 'intent')
          .map(
            (one) => `${one.leadId} ${one.clock} ${iso(one.startedAt / 60_000)} ${iso(one.dueAt! / 60_000)}`,
          );
        expect(told.sort()).toEqual(expected.sort());
        found += told.length;
      }),
      { numRuns: 10, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(0);
  });
});
