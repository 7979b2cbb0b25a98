import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TimelineLoader, withRule } from '@touchstone/timeline';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { tellLeadStory } from '../leads/lead-story.fixture.spec.js';
import { definitionsAt } from './definitions-at.js';
import { MovedLeads } from './moved-leads.js';
import type { MovedLeadsAnswer } from './moved-leads-answer.js';
import { type PreviewAnswer, PreviewAnswerSchema } from './preview-answer.js';

const workspace = 'acme';
const spring = { from: '2026-03-01', to: '2026-05-01' };
const sinceDay = (path: string, atLeast: number) => [
  { behaviour: { touches: { path: { startsWith: path } }, atLeast, withinHours: 48 } },
];
/** Bea looked at prices three times; Ann did neither; nobody but Cem reads, which nothing asks for so far. */
const behaviours = {
  mql: [
    { name: 'prices', all: sinceDay('/pricing', 3) },
    { name: 'reads', all: sinceDay('/docs', 1) },
  ],
};
const byScore = { sal: [{ name: 'hot', all: [{ scoreAtLeast: 20 }] }] };
const generous = {
  rules: [{ name: 'webinar', touches: { interaction: { equals: 'webinar_attended' } }, points: 40 }],
};

let api: TestApi;
let reader: string;
let admin: string;

beforeAll(async () => {
  api = await openApi();
  reader = await api.keyOf(workspace);
  admin = await api.keyOf(workspace, 'admin');
  await tellLeadStory(api, workspace);
  await api.bench.append(workspace, [
    {
      ...{ specversion: '1.0', source: 'web', id: 'cem-reads', type: 'touchpoint.recorded.v1' },
      time: '2026-04-12T09:00:00Z',
      data: { person: { email: 'cem@cem.example' }, interaction: 'page_view', page: { path: '/docs/start' } },
    },
  ]);
  await api.bench.projector().catchUp();
});
afterAll(() => api.close());

const preview = async (body: object) => {
  const answer = await api.post('/v1/definitions/preview', reader, { ...spring, ...body }).expect(200);
  expect(PreviewAnswerSchema.parse(answer.body)).toEqual(answer.body);
  return answer.body as PreviewAnswer;
};
const moves = async (rule: string, definition: object, window = {}) =>
  (await preview({ rule, definition, ...window })).leads!;
/** `now>then`, and who is gained (+) and lost (-). */
const told = ({ stages }: MovedLeadsAnswer) =>
  Object.fromEntries(
    stages.map(({ stage, now, then, gained, lost }) => [
      stage,
      [
        `${now}>${then}`,
        ...gained.examples.map(({ leadId }) => `+${leadId}`),
        ...lost.examples.map(({ leadId }) => `-${leadId}`),
      ].join(' '),
    ]),
  );
const publish = async (rule: string, definition: object) => {
  await api.post('/v1/definitions', admin, { rule, definition }).expect(201);
  await api.bench.projector().catchUp();
};
const unmoved = { lead: '3>3', mql: '2>2', sal: '1>1', sql: '1>1', opportunity: '1>1', customer: '1>1' };

// in this order: what is published in one stays
describe('a preview of stages and scoring', () => {
  it('says which leads would enter a stage, and no longer enter one', async () => {
    const answer = await moves('stages', behaviours);
    expect(answer).toMatchObject({ created: 3, lookedAt: 3, most: 20_000, isSample: false, moved: 2 });
    // Ann goes from lead to SAL as sales accepts her; Cem is qualified by what he read after he was created
    expect(told(answer)).toEqual({ ...unmoved, mql: '2>2 +L-cem -L-ann' });
    const [example] = answer.stages[1]!.gained.examples;
    const { body } = await api.get(example!.links.lead, reader).expect(200);
    expect(body).toMatchObject({ leadId: 'L-cem', stages: [{ stage: 'lead', rule: 'created' }] });
  });

  it('looks at the leads created in the window only', async () => {
    const answer = await moves('stages', behaviours, { from: '2026-04-01' });
    expect(answer).toMatchObject({ created: 2, lookedAt: 2, moved: 1 });
    expect(told(answer)).toMatchObject({ lead: '2>2', mql: '1>2 +L-cem', sal: '0>0' });
    expect(await moves('stages', behaviours, { to: '2026-03-02' })).toMatchObject({
      created: 0,
      lookedAt: 0,
    });
  });

  it('moves nobody where the definition says what holds already', async () => {
    const answer = await moves('stages', {});
    expect([answer.moved, told(answer)]).toEqual([0, unmoved]);
  });

  it('of so many leads looks at a sample, and says so', async () => {
    const { pool, clickhouse, reader: log } = api.bench;
    const position = (await preview({ rule: 'stages', definition: {} })).position;
    const now = await definitionsAt(log, workspace, position);
    const then = withRule(now, 'stages', { ...now.stages, ...behaviours }, Number.MAX_SAFE_INTEGER);
    const window = { workspace, asOf: position, from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 4, 1) };
    const comparison = { now, then, window, judgedAt: Date.now() };
    const lookingAt = async (most: number, portion: number) =>
      (await new MovedLeads(pool, clickhouse, new TimelineLoader(pool), most, portion).between(comparison))
        .leads;
    const sampled = await lookingAt(2, 1);
    expect(sampled).toMatchObject({ created: 3, lookedAt: 2, most: 2, isSample: true });
    expect(sampled.stages[0]).toMatchObject({ now: 2, then: 2 });
    expect(await lookingAt(2, 2)).toEqual(sampled);
    expect(await lookingAt(20_000, 1)).toEqual(await moves('stages', behaviours));
    expect(await lookingAt(3, 2)).toMatchObject({ lookedAt: 3, isSample: false });
  });

  it('publishes nothing, and says what publishing does', async () => {
    const before = await api.get('/v1/definitions/stages/versions', reader).expect(200);
    const expected = await moves('stages', behaviours);
    expect((await api.get('/v1/definitions/stages/versions', reader)).body).toEqual(before.body);
    await publish('stages', behaviours);
    for (const [leadId, isMql] of Object.entries({ 'L-ann': false, 'L-bea': true, 'L-cem': true })) {
      const { body } = await api.get(`/v1/leads/${leadId}`, reader).expect(200);
      expect(body.stages.some(({ stage }: { stage: string }) => stage === 'mql')).toBe(isMql);
    }
    const { stages } = await moves('stages', behaviours);
    expect(stages.map(({ stage, now }) => [stage, now])).toEqual(
      expected.stages.map(({ stage, then }) => [stage, then]),
    );
  });

  it('tells leads that move by their score', async () => {
    await publish('stages', byScore);
    // Ann had 15 points, which decay; no score ever reached 20
    expect(told(await moves('scoring', generous))).toEqual({ ...unmoved, sal: '0>1 +L-ann' });
    expect((await moves('scoring', { rules: [] })).moved).toBe(0);
  });

  it('has no leads and no clocks for rules that decide nothing of them', async () => {
    const answer = await preview({ rule: 'attribution', definition: { lookbackDays: 30 } });
    expect(answer).toMatchObject({ leads: null, clocks: null, creditNote: null });
  });
});

/** States with how many clocks are in them before and after, both clocks. */
const stands = ({ clocks }: PreviewAnswer) =>
  clocks!.clocks.map(({ states, changed }) => [
    Object.fromEntries(
      states.flatMap(({ state, now, then }) => (now + then === 0 ? [] : [[state, `${now}>${then}`]])),
    ),
    changed,
  ]);

describe('a preview of the agreement', () => {
  /** The clock around, with little time. */
  const strict = { contactHours: 10, highIntentContactHours: 48, dispositionHours: 60 };

  it('says how many clocks would stand otherwise, and which, and what publishing does', async () => {
    const { totals } = (await api.get('/v1/sla?from=2026-03-01&to=2026-05-01', reader).expect(200)).body;
    const answer = await preview({ rule: 'sla', definition: strict });
    expect(answer).toMatchObject({ leads: null, rows: [], clocks: { created: 3, lookedAt: 3 } });
    const [contact, disposition] = answer.clocks!.clocks;
    // Ann is called after a week-end, Bea after 19 hours; nobody called Bea in her second life
    const nowOf = (clock: typeof contact & object) =>
      Object.fromEntries(clock.states.map(({ state, now }) => [state, now]));
    expect(totals.contact).toMatchObject(nowOf(contact!));
    expect(totals.disposition).toMatchObject(nowOf(disposition!));
    expect(stands(answer)[0]).toEqual([{ met: '1>1', breached: '1>1', never_worked: '1>1' }, 2]);
    expect(contact!.examples).toMatchObject([
      {
        leadId: 'L-ann',
        now: 'met',
        then: 'breached',
        links: { lead: expect.stringContaining('/v1/leads/L-ann') },
      },
      { leadId: 'L-bea', now: 'breached', then: 'met' },
    ]);
    await publish('sla', strict);
    const { body } = await api.get('/v1/sla?from=2026-03-01&to=2026-05-01', reader).expect(200);
    for (const { clock, states } of answer.clocks!.clocks)
      for (const { state, then } of states) expect(body.totals[clock][state]).toBe(then);
    expect(stands(await preview({ rule: 'sla', definition: strict })).map(([, changed]) => changed)).toEqual([
      0, 0,
    ]);
  });

  it('of margins says that no credit depends on them, and where to look', async () => {
    const definition = { margins: [{ from: '2026-01-01', margin: '0.5' }] };
    const answer = await preview({ rule: 'margin', definition });
    expect(answer).toMatchObject({ rows: [], unattributed: [], leads: null, clocks: null });
    expect(answer.creditNote).toContain('GET /v1/lifetime-value');
  });
});
