import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { toldApi } from '../told-api.fixture.spec.js';
import { type DarkFunnelAnswer, DarkFunnelAnswerSchema } from './dark-funnel-answer.js';

let nth = 0;
const told = (type: string, day: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id: `e-${++nth}`, source: 'test', type, time: `${day}T08:00:00Z`, data },
});
const touch = (who: string, day: string, more: object) =>
  told('touchpoint.recorded.v1', day, {
    interaction: 'form_submit',
    person: { email: `a@${who}.example` },
    ...more,
  });
const said = (who: string, day: string, source: string) =>
  touch(who, day, { interaction: 'self_reported', ...(source && { source }) });
const won = (who: string, day: string, amountMinor: number) =>
  told('deal.won.v1', day, {
    ...{
      dealId: `D-${who}`,
      account: { domain: `${who}.example` },
      amount: { amountMinor, currency: 'EUR' },
    },
  });

const events = [
  touch('one', '2026-01-02', { channel: 'paid-search' }),
  touch('one', '2026-01-03', { channel: 'webinar' }),
  said('one', '2026-01-01', 'Google'),
  said('one', '2026-01-04', 'a podcast'), // the last answer counts
  touch('two', '2026-01-02', { channel: 'paid-search' }),
  said('three', '2026-01-02', 'a podcast'), // never tracked
  touch('four', '2026-01-02', { channel: 'email' }),
  said('four', '2026-01-02', ''),
  won('one', '2026-01-10', 1000),
  won('two', '2026-01-11', 200),
  won('three', '2026-01-12', 30),
  won('four', '2026-01-13', 4),
];

const { answer, csv, errors, get } = toldApi(events);

const january = 'from=2026-01-01&to=2026-02-01';
const asked = (query: string) => answer(`/v1/dark-funnel?${query}`, DarkFunnelAnswerSchema);

describe('GET /v1/dark-funnel', () => {
  it('sets what people said beside what was tracked, by model', async () => {
    const { matrix, reported } = await asked(`${january}&model=linear,last`);
    expect(matrix.map(({ model, reported: by, tracked, deals }) => [model, by, tracked, deals])).toEqual([
      ['linear', '(none)', 'email', 1],
      ['linear', '(not reported)', 'paid-search', 1],
      ['linear', 'a podcast', '(unattributed)', 1],
      ['linear', 'a podcast', 'paid-search', 0.5],
      ['linear', 'a podcast', 'webinar', 0.5],
      ['last', '(none)', 'email', 1],
      ['last', '(not reported)', 'paid-search', 1],
      ['last', 'a podcast', '(unattributed)', 1],
      ['last', 'a podcast', 'webinar', 1],
    ]);
    expect(reported).toEqual([
      { reported: 'a podcast', deals: 2, valueMinor: '1030' },
      { reported: '(none)', deals: 1, valueMinor: '4' },
      { reported: '(not reported)', deals: 1, valueMinor: '200' },
    ]);
  });

  it('never makes credit of an answer: channels are those of the attribution report', async () => {
    const { body } = await get(`/v1/attribution?${january}&model=linear`).expect(200);
    const { matrix } = await asked(`${january}&model=linear`);
    for (const { channel, conversions } of (body as { rows: { channel: string; conversions: number }[] })
      .rows)
      expect(
        matrix.filter(({ tracked }) => tracked === channel).reduce((sum, { deals }) => sum + deals, 0),
      ).toBe(conversions);
  });

  it('lists the deals behind it, page by page', async () => {
    const { deals } = await asked(`${january}&model=first`);
    expect(deals.map(({ conversionId, reported, tracked }) => [conversionId, reported, tracked])).toEqual([
      ['D-one', 'a podcast', [{ channel: 'paid-search', share: 1 }]],
      ['D-three', 'a podcast', [{ channel: '(unattributed)', share: 1 }]],
      ['D-four', '(none)', [{ channel: 'email', share: 1 }]],
    ]);
    const paged: typeof deals = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: DarkFunnelAnswer = await asked(
        `${january}&model=first&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      paged.push(...page.deals);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(deals);
  });

  it('answers as it stood, with learned models, and as CSV', async () => {
    expect((await asked(`${january}&asOf=3`)).reported).toEqual([]);
    expect((await asked(`${january}&model=markov`)).matrix.length).toBeGreaterThan(3);
    const text = await csv(`/v1/dark-funnel?${january}`);
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      'model,reported,tracked,deals,asOf',
      'linear,(none),email,1,12',
    ]);
  });

  it.each([
    [`${january}&conversion=lead.created`, 'conversion', 'allowed are deal.won, deal.created'],
    [`${january}&model=influenced`, 'model', 'never sums'],
    [`${january}&countViews=true`, 'countViews', 'is not known; allowed are'],
    [`${january}&currency=USD`, 'currency', 'allowed is EUR, the workspace’s'],
    [`${january}&cursor=junk`, 'cursor', 'not a cursor'],
  ])('refuses %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/dark-funnel?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
