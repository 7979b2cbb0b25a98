import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TimelineLoader, withRule } from '@touchstone/timeline';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { tellLeadStory } from '../leads/lead-story.fixture.spec.js';
import { definitionsAt } from './definitions-at.js';
import { MovedLeads } from './moved-leads.js';
import { type MovedLeadsAnswer, type PreviewAnswer, PreviewAnswerSchema } from './preview-answer.js';

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
    const lookingAt = (most: number, portion: number) =>
      new MovedLeads(pool, clickhouse, new TimelineLoader(pool), most, portion).between(now, then, window);
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

  it('has no leads for rules that decide no stages', async () => {
    const { leads } = await preview({ rule: 'attribution', definition: { lookbackDays: 30 } });
    expect(leads).toBeNull();
  });
});
