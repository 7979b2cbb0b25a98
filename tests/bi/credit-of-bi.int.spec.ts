import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AttributionAnswer } from '@touchstone/attribution';
import { viewModels } from '@touchstone/bi';
import type { RestatementAnswer } from '../../apps/api/src/restatements/restatement-answer.js';
import { type Asking, openToldTwice, type ToldTwice } from './told-twice.fixture.spec.js';

const always = 'from=2000-01-01&to=2100-01-01';
const model = viewModels.map((name) => `model=${name}`).join('&');
/** Credit of all models, by label and model: `<labels> <model>`. */
const sums = viewModels.map((name) => `sum(credit_${name}_minor) AS ${name}`).join(', ');
const byModel = (rows: Record<string, string>[], labels: readonly string[]) =>
  new Map(
    rows
      .flatMap((row) =>
        viewModels.map(
          (name) => [JSON.stringify([name, ...labels.map((label) => row[label])]), row[name]!] as const,
        ),
      )
      .filter(([, credit]) => credit !== '0'),
  );
const reported = (rows: readonly object[], labels: readonly string[], credit: string) =>
  new Map(
    (rows as Record<string, string>[])
      .filter((row) => row[credit] !== '0')
      .map((row) => [JSON.stringify([row['model'], ...labels.map((label) => row[label])]), row[credit]!]),
  );
/** A label as reports write it. */
const told = (name: string) => `if(${name} = '', '(none)', toString(${name})) AS ${name}`;

let both: ToldTwice;
beforeAll(async () => void (both = await openToldTwice()), 240_000);
afterAll(() => both.close());

describe('credit in bi is that of the API', () => {
  const labelled: [string[], string, string][] = [
    [['channel'], '', ''],
    [['channel', 'month'], '', ''],
    [['campaign'], '', ''],
    [['owner', 'segment'], '', ''],
    [['channel'], '&segment=enterprise&segment=mid-market', "AND segment IN ('enterprise', 'mid-market')"],
    [['channel', 'interaction'], '&pipeline=new-business', "AND pipeline = 'new-business'"],
    [['source', 'medium'], '&channel=paid-search&channel=email', "AND channel IN ('paid-search', 'email')"],
  ];
  it.each(labelled)('by %j%s', async (groupBy, filter, where) => {
    const { rows } = await both.demo.api<AttributionAnswer>(
      `/v1/attribution?${always}&${model}&groupBy=${groupBy.join(',')}${filter}`,
    );
    const selected = groupBy.map((name) =>
      name === 'month' ? "formatDateTime(won_at, '%Y-%m') AS month" : told(name),
    );
    const found = await both.demo.bi(
      `SELECT ${selected.join(', ')}, ${sums} FROM (SELECT * FROM credit WHERE reason = '' ${where}) GROUP BY ALL`,
    );
    expect(rows.length).toBeGreaterThan(15);
    expect(byModel(found, groupBy)).toEqual(reported(rows, groupBy, 'creditMinor'));
  });

  it.each(['demo', 'story', 'customers'] as const)(
    'of %s: totals, and what has none by reason',
    async (name) => {
      const { rows, unattributed, totals } = await both[name].api<AttributionAnswer>(
        `/v1/attribution?${always}&${model}`,
      );
      const byDay = await both[name].bi(
        `SELECT channel, ${sums} FROM credit_by_channel_day WHERE channel != '(unattributed)' GROUP BY channel`,
      );
      expect(byModel(byDay, ['channel'])).toEqual(reported(rows, ['channel'], 'creditMinor'));
      const reasons = await both[name].bi(`SELECT reason, ${sums} FROM unattributed GROUP BY reason`);
      const valued = unattributed.filter(({ reason }) => reason !== 'unconverted');
      expect(byModel(reasons, ['reason'])).toEqual(reported(valued, ['reason'], 'amountMinor'));
      const [won] = await both[name].bi(
        `SELECT sum(won_value_minor) AS minor, countIf(is_won) AS deals, ${viewModels.map((one) => `(SELECT sum(credit_${one}_minor) FROM credit) AS ${one}`).join(', ')} FROM deals`,
      );
      const { crmMinor, crmConversions } = totals['linear']!;
      expect([won!['minor'], Number(won!['deals'])]).toEqual([crmMinor, crmConversions]);
      expect(viewModels.map((one) => won![one])).toEqual(viewModels.map(() => crmMinor));
      expect(await both[name].bi('SELECT sum(won_value_minor) AS minor FROM accounts')).toEqual([
        { minor: crmMinor },
      ]);
    },
  );
});

describe('restatements in bi are those of the API', () => {
  const ofCauses = async (asking: Asking, from: number) => {
    const { causes } = await asking.api<RestatementAnswer>(`/v1/restatements?from=${from}&${model}`);
    const rows = causes.flatMap(({ cause, rows: ofCause, unattributed }) => [
      ...ofCause.map((row) => ({ ...row, cause })),
      ...unattributed.map((row) => ({
        ...row,
        cause,
        channel: '(unattributed)',
        creditMinor: row.amountMinor,
      })),
    ]);
    const sum = new Map<string, bigint>();
    for (const row of rows) {
      const key = JSON.stringify([row.model, row.cause, row.channel]);
      sum.set(key, (sum.get(key) ?? 0n) + BigInt(row.creditMinor));
    }
    return new Map(
      [...sum].filter(([, minor]) => minor !== 0n).map(([key, minor]) => [key, minor.toString()]),
    );
  };

  it.each([
    ['demo', 0],
    ['demo', 3000],
    ['story', 0],
    ['story', 15],
  ] as const)('of %s since %s, by cause, channel and model', async (name, from) => {
    const found = await both[name].bi(
      `SELECT cause, channel, ${sums} FROM restatements WHERE position > ${from} GROUP BY cause, channel`,
    );
    const expected = await ofCauses(both[name], from);
    expect(expected.size).toBeGreaterThan(10);
    expect(byModel(found, ['cause', 'channel'])).toEqual(expected);
  });

  it.each(['demo', 'story', 'customers'] as const)(
    'of %s sum to the credit there is, deal by deal',
    async (name) => {
      const of = (view: string) =>
        both[name].bi(
          `SELECT deal_id, channel, reason, ${sums}, sum(deal_value_minor) AS value, sum(deals) AS deals FROM ${view}
         GROUP BY deal_id, channel, reason HAVING ${viewModels.map((one) => `${one} != 0`).join(' OR ')} OR value != 0 OR deals != 0
         ORDER BY deal_id, channel, reason`,
        );
      const restated = await of('restatements');
      expect(restated.length).toBeGreaterThan(2);
      expect(restated).toEqual(await of('credit'));
    },
  );
});
