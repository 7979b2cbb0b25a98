import { describe, expect, it } from '@jest/globals';
import type { AttributionAnswer } from '@touchstone/attribution';
import { endsAt, reportedAt, story } from '../story.fixture.spec.js';
import { toldApi } from '../told-api.fixture.spec.js';
import { type RestatementAnswer, RestatementAnswerSchema } from './restatement-answer.js';

const { answer, csv, errors, get, keyOf } = toldApi(story);

const restated = (query: string, key?: string) =>
  answer(`/v1/restatements?${query}`, RestatementAnswerSchema, key);
const march = 'windowFrom=2026-03-01&windowTo=2026-04-01';
const report = async (asOf: number, models: string) =>
  (await get(`/v1/attribution?from=2026-03-01&to=2026-04-01&model=${models}&asOf=${asOf}`).expect(200))
    .body as AttributionAnswer;

describe('GET /v1/restatements', () => {
  it('lists each change with the event behind it', async () => {
    const { changes, causes, report: asked } = await restated(`from=${reportedAt}&${march}&model=linear`);
    expect(asked).toMatchObject({
      ...{ fromPosition: reportedAt, toPosition: endsAt, parametersAsOf: endsAt },
      window: { from: '2026-02-28T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' },
    });
    expect(
      changes.map(({ conversionId, cause, causeEventId, before, after }) => [
        ...[conversionId, cause, causeEventId, before?.valueMinor ?? null, after?.valueMinor ?? null],
      ]),
    ).toEqual([
      ['D-1', 'late_touch', 't-late', '10001', '10001'],
      ['D-1', 'amount_changed', 'D-1-amount', '10001', '20003'],
      ['D-1', 'identity_unlinked', 'unlink', '20003', '20003'],
      ['D-2', 'date_changed', 'D-2-moved', '500', null],
      ['D-3', 'rate', 'rate', null, '630'],
      ['D-5', 'late_touch', 't-late', '2000', '2000'],
      ['D-5', 'reopened', 'D-5-open', '2000', null],
    ]);
    expect(changes[0]).toMatchObject({ causePosition: reportedAt + 1, version: reportedAt + 1 });
    expect(causes.map(({ cause, changes: count }) => [cause, count])).toEqual([
      ['amount_changed', 1],
      ['date_changed', 1],
      ['identity_unlinked', 1],
      ['late_touch', 2],
      ['rate', 1],
      ['reopened', 1],
    ]);
  });

  it('is exactly the difference of the two reports, row by row, and so are its causes', async () => {
    const models = 'first,linear,w_shaped,time_decay';
    const [now, then, difference] = await Promise.all([
      report(endsAt, models),
      report(reportedAt, models),
      restated(`from=${reportedAt}&to=${endsAt}&${march}&model=${models}`),
    ]);
    const name = (row: { model: string; channel?: string | undefined }) => `${row.model} ${row.channel}`;
    const creditOf = (rows: { model: string; creditMinor: string }[]) =>
      new Map(rows.map((row) => [name(row), BigInt(row.creditMinor)]));
    const [is, was, changed] = [creditOf(now.rows), creditOf(then.rows), creditOf(difference.rows)];
    for (const key of new Set([...is.keys(), ...was.keys(), ...changed.keys()]))
      expect([key, changed.get(key) ?? 0n]).toEqual([key, (is.get(key) ?? 0n) - (was.get(key) ?? 0n)]);
    const byCause = difference.causes.flatMap(({ rows }) => rows);
    for (const [key, credit] of changed)
      expect(
        byCause.filter((row) => name(row) === key).reduce((sum, row) => sum + BigInt(row.creditMinor), 0n),
      ).toBe(credit);
    for (const model of models.split(',')) {
      const [a, b] = [now.totals[model]!, then.totals[model]!];
      expect(difference.totals[model]).toMatchObject({
        attributedMinor: (BigInt(a.attributedMinor) - BigInt(b.attributedMinor)).toString(),
        unattributedMinor: (BigInt(a.unattributedMinor) - BigInt(b.unattributedMinor)).toString(),
        crmMinor: (BigInt(a.crmMinor) - BigInt(b.crmMinor)).toString(),
        crmConversions: a.crmConversions - b.crmConversions,
      });
    }
  });

  it('leaves out what changes no figure: a conversion without a touch that moved within the window', async () => {
    const { changes, totals } = await restated(
      `from=${reportedAt}&windowFrom=2026-01-01&windowTo=2026-05-01`,
    );
    expect(changes.map(({ conversionId }) => conversionId)).not.toContain('D-2');
    expect(totals['linear']).toMatchObject({ crmConversions: -1 });
    const byMonth = await restated(`from=${reportedAt}&groupBy=month&model=linear`);
    expect(byMonth.report.window).toBeNull();
  });

  it('comes in pages, none left out, none twice, the sums whole on each', async () => {
    const query = `from=0&${march}&model=linear,last`;
    const whole = await restated(query);
    const paged: RestatementAnswer['changes'] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await restated(`${query}&limit=3${cursor && `&cursor=${cursor}`}`);
      expect(page.totals).toEqual(whole.totals);
      paged.push(...page.changes);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole.changes);
    const { nextCursor } = await restated(`${query}&limit=3`);
    expect(await errors(`/v1/restatements?${query}&groupBy=month&cursor=${nextCursor}`)).toEqual([
      { parameter: 'cursor', detail: 'is not a cursor of this query' },
    ]);
  });

  it('is a row a change and label as CSV', async () => {
    const text = await csv(`/v1/restatements?from=${reportedAt}&${march}&model=last`);
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toBe(
      'line,conversionId,version,cause,causeEventId,causePosition,model,channel,reason,oldMinor,newMinor,currency,oldConversions,newConversions,spendPlatform,spendAccount,spendCampaign,spendDay,spendKind,spendChannel',
    );
    expect(lines).toContain(
      `credit,D-2,${reportedAt + 5},date_changed,D-2-moved,${reportedAt + 5},last,(unattributed),no_identity,500,0,EUR,1,0,,,,,,`,
    );
  });

  it('has nothing of another workspace', async () => {
    expect(await restated('from=0', await keyOf('other'))).toMatchObject({
      rows: [],
      changes: [],
      causes: [],
    });
  });

  it.each([
    ['from=0&model=markov', 'model', 'learns from all journeys'],
    ['from=0&model=shapley&valueFunction=conversion_rate', 'model', 'shapley learns from all journeys'],
    ['from=0&model=influenced', 'model', 'never sums'],
    ['from=20&to=10', 'from', 'is position 20, after `to`'],
    ['to=10', 'from', 'missing'],
    ['from=0&to=9999', 'to', 'beyond the end'],
    ['from=soon', 'from', 'is a position in the log'],
    ['from=0&cursor=junk', 'cursor', 'not a cursor'],
    ['from=0&limit=0', 'limit', 'at least 1'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/restatements?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
