import { describe, expect, it } from '@jest/globals';
import type { LinkedAnswer } from '../attribution/row-links.js';
import { afterwards, endsAt, reported, reportedAt, story } from '../story.fixture.spec.js';
import { toldApi } from '../told-api.fixture.spec.js';
import { type RowAnswer, RowAnswerSchema } from './row-answer.js';

const { answer, csv, errors, get, keyOf, tell } = toldApi(story);

const report = async (query: string) =>
  (await get(`/v1/attribution?from=2026-01-01&to=2026-05-01&${query}`).expect(200)).body as LinkedAnswer;
const page = (path: string, key?: string) => answer(path, RowAnswerSchema, key);

/** Every conversion behind a link, one a page. */
async function all(link: string): Promise<RowAnswer['conversions']> {
  const found: RowAnswer['conversions'] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await page(`${link}&limit=1${cursor && `&cursor=${cursor}`}`);
    found.push(...answer.conversions);
    cursor = answer.nextCursor;
  }
  return found;
}
const sumOf = (conversions: RowAnswer['conversions']) =>
  conversions.reduce((sum, { creditMinor }) => sum + BigInt(creditMinor), 0n).toString();

describe('GET /v1/attribution/conversions', () => {
  it.each([
    'model=linear,first,markov&groupBy=channel,month',
    `model=w_shaped,influenced&groupBy=campaign,touch_month&asOf=${reportedAt}`,
    'model=linear&groupBy=interaction&source=google,(none)&owner=ae-1,(none)',
    'model=custom&groupBy=owner&customModel={"roles":{"first":1,"middle":2}}&lookbackDays=none&countViews=true',
  ])('is linked from each row, and sums to it: %s', async (query) => {
    const answer = await report(query);
    expect(answer.rows.length).toBeGreaterThan(0);
    for (const row of answer.rows) {
      const found = await all(row.links.conversions);
      expect([row, sumOf(found)]).toEqual([row, row.creditMinor]);
      expect(found.reduce((sum, one) => sum + one.conversions, 0)).toBeCloseTo(row.conversions, 8);
    }
    for (const row of answer.unattributed)
      expect([row, sumOf(await all(row.links.conversions))]).toEqual([row, row.amountMinor]);
    for (const row of answer.influenced?.rows ?? [])
      expect([row, sumOf(await all(row.links.conversions))]).toEqual([row, row.influencedMinor]);
  });

  it('links on to how the credit came to be, by the same parameters', async () => {
    const answer = await report('model=time_decay&halfLifeDays=3&groupBy=channel');
    const [row] = answer.rows;
    const [conversion] = (await page(row!.links.conversions)).conversions;
    const { body } = await get(conversion!.links.credit).expect(200);
    expect(body.report).toMatchObject({ models: ['time_decay'], halfLifeDays: 3, asOf: endsAt });
    const own = (
      body.touches as { channel: string; credit: Record<string, { creditMinor: string }> }[]
    ).filter((touch) => touch.channel === row!.channel && touch.credit['time_decay']);
    const sum = own.reduce((total, { credit }) => total + BigInt(credit['time_decay']!.creditMinor), 0n);
    expect(sum.toString()).toBe(conversion!.creditMinor);
  });

  it('stays at the position of its first page', async () => {
    const key = await tell('growing', reported);
    const path = '/v1/attribution/conversions?from=2026-01-01&to=2026-05-01&model=linear&limit=1';
    const first = await page(path, key);
    await tell('growing', afterwards);
    const second = await page(`${path}&cursor=${first.nextCursor}`, key);
    expect([first.report.asOf, second.report.asOf]).toEqual([reportedAt, reportedAt]);
    expect((await page(path, key)).report.asOf).toBe(endsAt);
    await get(`${path}&cursor=${first.nextCursor}`).expect(400);
  });

  it('is a table as CSV, and has nothing of another workspace', async () => {
    const path = '/v1/attribution/conversions?from=2026-01-01&to=2026-05-01&row.channel=webinar';
    const text = await csv(path);
    expect(text.split('\r\n')[0]).toMatch(/^conversionId,convertedAt,creditMinor,reportCurrency/);
    expect((await page(path, await keyOf('other'))).conversions).toEqual([]);
  });

  it.each([
    ['model=first,last', 'model', 'is one model'],
    ['reason=none', 'reason', 'no_touch'],
    ['reason=no_touch&row.channel=email', 'reason', 'of no row with labels'],
    ['row.colour=red', 'row.colour', 'row.channel'],
    ['row.month=2026-99', 'row.month', 'a month is YYYY-MM'],
    ['cursor=x', 'cursor', 'not a cursor'],
    ['limit=501', 'limit', 'at most 500'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    const path = `/v1/attribution/conversions?from=2026-01-01&to=2026-05-01&${query}`;
    expect(await errors(path)).toEqual([{ parameter, detail: expect.stringContaining(detail) }]);
  });
});
