import { describe, expect, it } from '@jest/globals';
import { toldApi } from '../told-api.fixture.spec.js';
import { leadStory } from '../leads/lead-story.fixture.spec.js';
import { type FunnelAnswer, FunnelAnswerSchema, FunnelLeadsAnswerSchema } from './funnel-answer.js';

const { answer, get, tell } = toldApi(leadStory);

const judged = 'judgedAt=2026-04-30T22:00:00Z';
const spring = `from=2026-03-01&to=2026-05-01&${judged}`;
const hour = 3_600_000;
const funnel = (query: string) => answer(`/v1/funnel?${query}`, FunnelAnswerSchema);
const leads = (path: string) => answer(path, FunnelLeadsAnswerSchema);
/** Entered, advanced, back, out, still. */
const counts = ({ stages }: FunnelAnswer['totals']) =>
  Object.fromEntries(
    stages.map((one) => [one.stage, [one.entered, one.advanced, one.back, one.out, one.still]]),
  );

describe('GET /v1/funnel', () => {
  it('counts each visit once: Bea came twice, Cem waits, Ann is a customer', async () => {
    const { totals, report } = await funnel(spring);
    expect(report).toMatchObject({ basis: 'cohort', stagesPosition: 0 });
    expect(counts(totals)).toEqual({
      lead: [4, 2, 0, 0, 2],
      mql: [2, 1, 0, 1, 0],
      sal: [1, 1, 0, 0, 0],
      sql: [1, 1, 0, 0, 0],
      opportunity: [1, 1, 0, 0, 0],
      customer: [1, 0, 0, 0, 1],
    });
    const [lead, mql, , , , customer] = totals.stages;
    // Ann 30 h as a lead, Bea 6 h; Ann 67 h as an MQL, Bea 114 h
    expect([lead!.conversion, lead!.medianMs, lead!.p90Ms]).toEqual([0.5, 18 * hour, 27.6 * hour]);
    expect([mql!.conversion, mql!.medianMs]).toEqual([0.5, ((67 + 114) / 2) * hour]);
    expect([customer!.conversion, customer!.medianMs]).toEqual([null, null]);
    expect(totals.leak).toEqual({ stage: 'mql', dropped: 1, dropRate: 0.5 });
  });

  it('by cohort follows those who entered, by period counts what happened', async () => {
    const april = `from=2026-04-01&to=2026-05-01&${judged}`;
    expect(counts((await funnel(april)).totals)).toMatchObject({
      lead: [3, 1, 0, 0, 2],
      sal: [0, 0, 0, 0, 0],
    });
    const period = await funnel(`${april}&basis=period`);
    // Ann became an SAL in March and left that stage in April
    expect(counts(period.totals)).toMatchObject({
      lead: [3, 1, 0, 0, 2],
      sal: [0, 1, 0, 0, 0],
      sql: [1, 1, 0, 0, 0],
    });
  });

  it('knows nothing of what comes after judgedAt', async () => {
    const { totals } = await funnel('from=2026-03-01&to=2026-05-01&judgedAt=2026-03-30T09:00:00Z');
    expect(counts(totals)).toMatchObject({
      lead: [1, 1, 0, 0, 0],
      mql: [1, 0, 0, 0, 1],
      sal: [0, 0, 0, 0, 0],
    });
  });

  it('by channel, owner and segment; each number has its leads', async () => {
    const { rows } = await funnel(`${spring}&groupBy=channel,segment`);
    expect(rows.map(({ channel, segment, stages }) => [channel, segment, stages[0]!.entered])).toEqual([
      ['webinar', 'enterprise', 1],
      ['paid-search', 'smb', 2],
      ['(none)', '(none)', 1],
    ]);
    for (const { stages } of rows)
      for (const stage of stages) {
        expect((await leads(stage.links.leads!)).leads).toHaveLength(stage.entered);
        for (const fate of ['advanced', 'back', 'out', 'still'] as const)
          expect((await leads(`${stage.links.leads!}&fate=${fate}`)).leads).toHaveLength(stage[fate]);
      }
    expect((await funnel(`${spring}&channel=webinar`)).totals.stages[5]!.entered).toBe(1);
  });

  it('lists leads by page, and answers CSV', async () => {
    const path = `/v1/funnel/leads?${spring}&stage=lead&limit=3`;
    const first = await leads(path);
    expect(first.leads.map(({ leadId, fate }) => [leadId, fate])).toEqual([
      ['L-ann', 'advanced'],
      ['L-bea', 'advanced'],
      ['L-cem', 'still'],
    ]);
    const second = await leads(`${path}&cursor=${encodeURIComponent(first.nextCursor!)}`);
    expect(second.leads).toMatchObject([{ leadId: 'L-bea', at: '2026-04-20T08:00:00.000Z', leftAt: null }]);
    const csv = await get(`/v1/funnel?${spring}&groupBy=owner`).set('accept', 'text/csv').expect(200);
    expect(csv.text).toMatch(
      /^owner,stage,entered,advanced,back,out,still,conversion,medianMs,p90Ms,asOf\r\n/,
    );
    await get(path).set('accept', 'text/csv').expect(200);
  });

  it('begins with visitors where they are asked for: people from their first touch to their first lead', async () => {
    const of = (id: string, type: string, time: string, data: object) => ({
      ...{ specversion: '1.0' as const, id: `${id}-${time}`, source: 'site', type: `${type}.v1`, time, data },
    });
    const page = (person: object, time: string, more: object = {}) =>
      of(JSON.stringify(person), 'touchpoint.recorded', time, {
        ...{ person, interaction: 'page_view', page: { path: '/' }, ...more },
      });
    const key = await tell(
      'visited',
      [
        ...leadStory,
        // Dan stays unknown; Eve is known by the form that she sends after her second visit
        page({ anonymousId: 'dan' }, '2026-03-10T08:00:00Z', { source: 'google', medium: 'cpc' }),
        page({ anonymousId: 'eve' }, '2026-03-05T08:00:00Z', { source: 'google', medium: 'organic' }),
        page({ anonymousId: 'eve' }, '2026-03-07T08:00:00Z', { source: 'google', medium: 'cpc' }),
        of('eve-form', 'touchpoint.recorded', '2026-03-07T08:10:00Z', {
          person: { anonymousId: 'eve', email: 'eve@eve.example' },
          interaction: 'form_submit',
        }),
        of('L-eve', 'lead.created', '2026-03-07T08:10:00Z', {
          leadId: 'L-eve',
          person: { email: 'eve@eve.example' },
        }),
        // Fay was bought with a list before she came; Gus was only written to
        of('L-fay', 'lead.created', '2026-03-01T08:00:00Z', {
          leadId: 'L-fay',
          person: { email: 'fay@f.example' },
        }),
        page({ email: 'fay@f.example' }, '2026-03-02T08:00:00Z'),
        of('gus', 'touchpoint.recorded', '2026-03-02T08:00:00Z', {
          ...{ person: { email: 'gus@g.example' }, interaction: 'email_sent' },
        }),
      ],
      4,
    );
    const asked = async (query: string) =>
      (await get(`/v1/funnel?${query}`, key).expect(200)).body as FunnelAnswer;
    const { totals, rows } = await asked(`${spring}&visitors=true&groupBy=first_channel`);
    // Ann six days, Bea one, Eve two and ten minutes; Dan is one still
    expect(totals.stages[0]).toEqual({
      ...{ stage: 'visitor', entered: 4, advanced: 3, back: 0, out: 0, still: 1, conversion: 0.75 },
      ...{ medianMs: (48 + 1 / 6) * hour, p90Ms: Math.round((48 + 1 / 6 + 0.8 * (144 - 48 - 1 / 6)) * hour) },
      links: { leads: null },
    });
    expect(counts(totals)['lead']).toEqual([6, 2, 0, 0, 4]);
    expect(Object.fromEntries(rows.map((row) => [row.first_channel, counts(row)['visitor']]))).toEqual({
      webinar: [1, 1, 0, 0, 0],
      'paid-search': [2, 1, 0, 0, 1],
      'organic-search': [1, 1, 0, 0, 0],
      '(none)': [0, 0, 0, 0, 0],
    });
    // in April Bea came and became a lead; of those of March nobody did
    const april = await asked(`from=2026-04-01&to=2026-05-01&${judged}&visitors=true&basis=period`);
    expect(counts(april.totals)['visitor']).toEqual([1, 1, 0, 0, 0]);
    expect((await asked(`${spring}&asOf=1`)).totals.stages[0]!.stage).toBe('lead');
  });

  it.each([
    [`/v1/funnel?${spring}&visitors=true&groupBy=owner`, 'leave out owner, or take first_channel'],
    [`/v1/funnel?${spring}&team=nosuchteam`, 'team: nosuchteam is not among the teams'],
    [`/v1/funnel?${spring}&basis=week`, 'allowed are cohort, period'],
    [`/v1/funnel/leads?${spring}`, 'stage: is missing'],
    [`/v1/funnel/leads?${spring}&stage=visitor`, 'allowed are lead, mql'],
    ['/v1/funnel?from=2026-05-01&to=2026-05-01', 'is empty'],
  ])('%s is answered with what is allowed', async (path, text) => {
    const { body } = await get(path).expect(400);
    expect(body.detail).toContain(text);
  });
});
