import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { toldApi } from '../told-api.fixture.spec.js';
import { type ContentAnswer, ContentAnswerSchema } from './content-answer.js';

let nth = 0;
const told = (type: string, day: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id: `e-${++nth}`, source: 'test', type, time: `${day}T08:00:00Z`, data },
});
const touch = (day: string, interaction: string, contentId: string, who = 'jane') =>
  told('touchpoint.recorded.v1', day, { interaction, contentId, person: { email: `${who}@acme.example` } });
const deal = (type: string, dealId: string, day: string, amountMinor: number) =>
  told(type, day, { dealId, account: { domain: 'acme.example' }, amount: { amountMinor, currency: 'EUR' } });

const events = [
  touch('2025-06-01', 'content_download', 'old-paper'),
  touch('2026-01-05', 'content_download', 'paper'),
  touch('2026-01-06', 'page_view', 'paper', 'bob'),
  touch('2026-01-07', 'email_sent', 'paper'),
  touch('2026-01-08', 'webinar_attended', 'talk'),
  touch('2026-01-09', 'outbound_email_sent', 'deck'),
  touch('2026-01-10', 'call', 'paper'),
  deal('deal.created.v1', 'D-1', '2026-01-15', 5000),
  deal('deal.created.v1', 'D-2', '2026-01-16', 700),
  deal('deal.won.v1', 'D-1', '2026-01-25', 6000),
  touch('2026-02-03', 'content_download', 'later'),
  told('rule.published.v1', '2026-02-04', {
    rule: 'interactions',
    definition: { interactions: [{ name: 'content_download', side: 'sales', view: false }] },
  }),
];

const { answer, csv, errors } = toldApi(events);

const january = 'from=2026-01-01&to=2026-02-01';
const asked = (query: string) => answer(`/v1/content?${query}`, ContentAnswerSchema);
const brief = ({ rows }: ContentAnswer) =>
  rows.map((row) => [
    row.contentId,
    row.touches,
    row.views,
    row.salesUses,
    row.pipeline.influencedMinor,
    row.revenue.deals,
  ]);

describe('GET /v1/content', () => {
  it('counts use by both sides, and what content had a part in', async () => {
    const answer = await asked(`${january}&asOf=11`);
    expect(brief(answer)).toEqual([
      ['paper', 2, 1, 1, '6700', 1],
      ['talk', 1, 0, 0, '6700', 1],
      ['deck', 0, 0, 1, '0', 0],
      ['old-paper', 0, 0, 0, '0', 0],
    ]);
    expect(answer.totals).toEqual({ contents: 4, unused: 1, unusedBySales: 2 });
    expect(answer.rows[0]).toMatchObject({
      ...{ firstSeenAt: '2026-01-05T08:00:00.000Z', lastSalesUseAt: '2026-01-10T08:00:00.000Z' },
      pipeline: { influencedMinor: '6700', deals: 2 },
    });
  });

  it('shows what is not used, and what sales do not use', async () => {
    expect((await asked(`${january}&show=unused`)).rows.map(({ contentId }) => contentId)).toEqual([
      'old-paper',
    ]);
    const unused = await asked(`${january}&show=unused_by_sales&asOf=11`);
    expect(unused.rows.map(({ contentId }) => contentId)).toEqual(['talk', 'old-paper']);
    expect(unused.totals.contents).toBe(4);
  });

  it('counts sales’ content for influence, if asked to', async () => {
    const answer = await asked(`${january}&touchScope=all&countViews=true&asOf=11`);
    expect(answer.rows.find(({ contentId }) => contentId === 'deck')!.pipeline.deals).toBe(2);
  });

  it('goes by the definitions of the position', async () => {
    expect(brief(await asked(january)).find(([name]) => name === 'paper')).toEqual(
      ['paper', 1, 1, 2, '6700', 1], // downloads are sales’ now; the page view remains
    );
  });

  it('is a row a content as CSV', async () => {
    const text = await csv(`/v1/content?${january}&asOf=11`);
    expect(text.split('\r\n')[1]).toBe(
      'paper,2,1,1,6700,2,6000,1,false,false,2026-01-05T08:00:00.000Z,2026-01-10T08:00:00.000Z,2026-01-10T08:00:00.000Z,EUR,11',
    );
  });

  it.each([
    [`${january}&show=some`, 'show', 'allowed are all, unused, unused_by_sales'],
    [`${january}&model=linear`, 'model', 'is not known; allowed are'],
    [`${january}&currency=USD`, 'currency', 'allowed is EUR, the workspace’s'],
    ['from=2026-01-01', 'to', 'missing'],
  ])('refuses %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/content?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
