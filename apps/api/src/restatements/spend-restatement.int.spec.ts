import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { toldApi } from '../told-api.fixture.spec.js';
import { type RestatementAnswer, RestatementAnswerSchema } from './restatement-answer.js';

let nth = 0;
const stated = (day: string, costMinor: number, currency = 'EUR', more: object = {}): CloudEvent => ({
  ...{ specversion: '1.0', id: `s-${++nth}`, source: 'test', type: 'spend.recorded.v1' },
  time: `${day}T20:00:00Z`,
  data: {
    ...{ platform: 'google_ads', campaign: 'brand', day, source: 'google', medium: 'cpc' },
    cost: { amountMinor: costMinor, currency },
    ...more,
  },
});
const events = [
  stated('2026-03-01', 100),
  stated('2026-03-02', 200),
  stated('2026-04-01', 50),
  // so far it was reported
  stated('2026-03-01', 90),
  stated('2026-03-01', 95),
  stated('2026-03-02', 200, 'EUR', { clicks: 7 }), // says nothing else of the cost
  stated('2026-03-03', 10, 'EUR', { platform: 'mystery', source: '', medium: '' }),
  stated('2026-03-02', 210, 'USD'),
  stated('2026-04-01', 51),
];

const { csv, errors, get } = toldApi(events);

const restated = async (query: string) => {
  const { body } = await get(`/v1/restatements?${query}`).expect(200);
  expect(RestatementAnswerSchema.parse(body)).toEqual(body);
  return (body as RestatementAnswer).spend;
};
const march = 'windowFrom=2026-03-01&windowTo=2026-04-01';

describe('spend in GET /v1/restatements', () => {
  it('lists each statement that said something else, with what stood before', async () => {
    const { changes } = await restated(`from=3&${march}`);
    expect(
      changes.map(({ day, cause, causeEventId, causePosition, channel, before, after }) => [
        ...[day, cause, causeEventId, causePosition, channel],
        ...[before && `${before.costMinor} ${before.currency}`, `${after.costMinor} ${after.currency}`],
      ]),
    ).toEqual([
      ['2026-03-01', 'spend_restated', 's-4', 4, 'paid-search', '100 EUR', '90 EUR'],
      ['2026-03-01', 'spend_restated', 's-5', 5, 'paid-search', '90 EUR', '95 EUR'],
      ['2026-03-03', 'spend_recorded', 's-7', 7, '(unmapped)', null, '10 EUR'],
      ['2026-03-02', 'spend_restated', 's-8', 8, 'paid-search', '200 EUR', '210 USD'],
    ]);
  });

  it.each([
    ['from=3', 9],
    ['from=0', 9],
    ['from=4&to=8', 8],
    [`from=0&${march}`, 9],
    ['from=9', 9],
  ])('sums to the difference of what was in force: %s', async (query) => {
    const { totals, changes } = await restated(query);
    for (const { currency, oldMinor, newMinor, differenceMinor } of totals) {
      const of = (cost: { costMinor: string; currency: string } | null) =>
        cost?.currency === currency ? BigInt(cost.costMinor) : 0n;
      const sum = changes.reduce((total, { before, after }) => total + of(after) - of(before), 0n);
      expect([currency, sum.toString()]).toEqual([currency, differenceMinor]);
      expect((BigInt(newMinor) - BigInt(oldMinor)).toString()).toBe(differenceMinor);
    }
    expect(totals.map(({ currency }) => currency)).toEqual(
      expect.arrayContaining(changes.map(({ after }) => after.currency)),
    );
  });

  it('knows what was in force', async () => {
    expect((await restated(`from=3&${march}`)).totals).toEqual([
      { currency: 'EUR', oldMinor: '300', newMinor: '105', differenceMinor: '-195' },
      { currency: 'USD', oldMinor: '0', newMinor: '210', differenceMinor: '210' },
    ]);
  });

  it('is in the CSV as well: a row a statement, whose new less old sums by currency', async () => {
    const text = await csv(`/v1/restatements?from=3&${march}`);
    const [header, ...lines] = text.trim().split('\r\n');
    expect(lines.every((line) => line.split(',').length === header!.split(',').length)).toBe(true);
    expect(lines).toEqual([
      'spend,,4,spend_restated,s-4,4,,,,100,90,EUR,,,google_ads,,brand,2026-03-01,media,paid-search',
      'spend,,5,spend_restated,s-5,5,,,,90,95,EUR,,,google_ads,,brand,2026-03-01,media,paid-search',
      'spend,,7,spend_recorded,s-7,7,,,,0,10,EUR,,,mystery,,brand,2026-03-03,media,(unmapped)',
      'spend,,8,spend_restated,s-8,8,,,,200,0,EUR,,,google_ads,,brand,2026-03-02,media,paid-search',
      'spend,,8,spend_restated,s-8,8,,,,0,210,USD,,,google_ads,,brand,2026-03-02,media,paid-search',
    ]);
  });

  it('comes in pages of its own', async () => {
    const whole = await restated('from=0');
    const paged: typeof whole.changes = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: typeof whole = await restated(`from=0&limit=2${cursor && `&spendCursor=${cursor}`}`);
      expect(page.totals).toEqual(whole.totals);
      paged.push(...page.changes);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole.changes);
    expect(await errors('/v1/restatements?from=0&spendCursor=junk')).toEqual([
      { parameter: 'spendCursor', detail: 'is not a cursor of this query' },
    ]);
  });
});
