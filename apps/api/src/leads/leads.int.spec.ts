import { describe, expect, it } from '@jest/globals';
import { toldApi } from '../told-api.fixture.spec.js';
import { leadStory } from './lead-story.fixture.spec.js';
import { LeadAnswerSchema, LeadsAnswerSchema } from './leads-answer.js';

const { answer, get, keyOf } = toldApi(leadStory);

const judged = 'judgedAt=2026-04-19T09:00:00Z';
const lead = (path: string) => answer(`/v1/leads/${path}`, LeadAnswerSchema);
const leads = (query: string) => answer(`/v1/leads?${query}`, LeadsAnswerSchema);

describe('GET /v1/leads/{id}', () => {
  it('says which criterion and which events put it into each stage, and what its points are worth', async () => {
    const ann = await lead(`L-ann?${judged}`);
    expect(ann.stages.map(({ stage, rule, events }) => [stage, rule, events])).toEqual([
      ['lead', 'created', ['L-ann-created-2026-03-26T09:00:00Z']],
      ['mql', 'crm-qualified', ['L-ann-qualified-2026-03-27T15:00:00Z']],
      ['sal', 'crm-accepted', ['L-ann-accepted-2026-03-30T10:00:00Z']],
      ['sql', 'crm-converted', ['L-ann-converted-2026-04-01T10:00:00Z']],
      ['opportunity', 'deal', ['D-1-created']],
    ]);
    const later = await lead('L-ann?judgedAt=2026-04-20T12:00:00Z');
    expect(later.stages.at(-1)).toMatchObject({ stage: 'customer', rule: 'deal-won', events: ['D-1-won'] });
    // 15 points of a webinar, one half-life of 30 days ago
    expect(ann.score).toEqual({
      score: 7.5,
      points: [
        {
          ...{ rule: 'webinar', at: '2026-03-20T09:00:00.000Z', eventId: 'ann-2026-03-20T09:00:00Z' },
          ...{ points: 15, worth: 7.5 },
        },
      ],
    });
    expect(ann).toMatchObject({
      ...{ owner: 'ae-1', segment: 'enterprise', dealId: 'D-1', status: 'converted' },
      origin: { firstChannel: 'webinar', channel: 'webinar', campaign: 'spring', source: null },
      lives: [
        {
          contact: { state: 'met', startedAt: '2026-03-27T15:30:00.000Z', elapsedMs: 5_400_000 },
          disposition: { state: 'met' },
          ...{ systemDelayMs: 1_800_000, humanDelayMs: 5_400_000, outcome: 'accepted' },
        },
      ],
    });
  });

  it('tells the lives of one that was given up and taken up again, its intent and its history', async () => {
    const bea = await lead('L-bea?judgedAt=2026-04-30T22:00:00Z');
    expect(bea.intents).toEqual([{ rule: 'pricing-page', at: '2026-04-01T10:00:00.000Z' }]);
    expect(
      bea.lives.map(({ contact, isHighIntent, outcome }) => [contact!.state, isHighIntent, outcome]),
    ).toEqual([
      ['breached', true, 'rejected'],
      ['never_worked', false, null],
    ]);
    expect(bea.history.map(({ status, owner, reason }) => [status, owner, reason])).toEqual([
      ['new', null, null],
      ['qualified', 'ae-2', null],
      ['assigned', 'ae-2', null],
      ['rejected', 'ae-2', 'too small'],
      ['assigned', 'ae-1', null],
    ]);
  });

  it('shows nothing that came after the judgement', async () => {
    const bea = await lead('L-bea?judgedAt=2026-04-03');
    expect(bea.stages).toMatchObject([{ stage: 'lead' }, { stage: 'mql', leftAt: null }]);
    expect(bea.history.map(({ status }) => status)).toEqual(['new', 'qualified', 'assigned']);
    expect(bea).toMatchObject({ salesTouches: [], lives: [{ contact: { endedAt: null }, outcome: null }] });
    // the day begins in Berlin
    expect(bea.judgedAt).toBe('2026-04-02T22:00:00.000Z');
    const before = await lead('L-bea?judgedAt=2026-04-01T09:30:00Z');
    expect(before).toMatchObject({ stages: [], history: [], intents: [], lives: [] });
  });

  it('is answered as of a position, as CSV, or not found', async () => {
    expect((await lead('L-ann?asOf=4')).stages).toHaveLength(1);
    await get('/v1/leads/L-ann?asOf=3').expect(404);
    await get('/v1/leads/L-ann', await keyOf('other')).expect(404);
    const csv = await get(`/v1/leads/L-ann?${judged}`).set('accept', 'text/csv').expect(200);
    expect(csv.text).toContain(
      'L-ann,point,,2026-03-20T09:00:00.000Z,webinar,15,7.5,ann-2026-03-20T09:00:00Z',
    );
    await get('/v1/leads/L-ann?from=1').expect(400);
  });
});

describe('GET /v1/leads', () => {
  it('has the highest score first, page by page', async () => {
    const first = await leads(`${judged}&limit=1`);
    expect(first.leads).toMatchObject([
      { leadId: 'L-ann', score: 7.5, stage: 'opportunity', channel: 'webinar' },
    ]);
    const second = await leads(`${judged}&limit=1&cursor=${encodeURIComponent(first.nextCursor!)}`);
    expect(second.leads).toMatchObject([{ leadId: 'L-bea', score: 0, stage: null }]);
    const third = await leads(`${judged}&limit=1&cursor=${encodeURIComponent(second.nextCursor!)}`);
    expect(third.leads).toMatchObject([{ leadId: 'L-cem', stage: 'lead' }]);
    expect(third.nextCursor).toBeNull();
  });

  it('finds those of an intent lately, of a stage, of a score', async () => {
    const ids = async (query: string) => (await leads(query)).leads.map(({ leadId }) => leadId);
    expect(await ids('intent=pricing-page&judgedAt=2026-04-02T12:00:00Z')).toEqual(['L-bea']);
    expect(await ids(`intent=pricing-page&${judged}`)).toEqual([]);
    expect(await ids(`intent=pricing-page&intentWithinHours=1000&${judged}`)).toEqual(['L-bea']);
    expect(await ids(`minScore=7.5&${judged}`)).toEqual(['L-ann']);
    expect(await ids(`minScore=7.6&${judged}`)).toEqual([]);
    expect(await ids(`stage=lead&${judged}`)).toEqual(['L-cem']);
    expect(await ids(`segment=smb&${judged}`)).toEqual(['L-bea']);
    await get(`/v1/leads?${judged}`).set('accept', 'text/csv').expect(200);
  });

  it.each([
    ['intent=careers', 'there are pricing-page'],
    ['intentWithinHours=24', 'intentWithinHours: is of an intent: name it by intent as well'],
    ['team=south', 'team: south is not among the teams: north, (none)'],
    ['judgedAt=soon', 'judgedAt'],
    ['minScore=much', 'minScore: is a decimal number'],
    ['stage=visitor', 'allowed are lead'],
  ])('%s is answered with what is allowed', async (query, text) => {
    expect((await get(`/v1/leads?${query}`).expect(400)).body.detail).toContain(text);
  });
});
