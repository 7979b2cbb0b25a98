import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, type ClickHouse, type JourneyRow } from '@touchstone/facts';
import { attributionParameters } from '../../../tests/support/attribution-parameters.js';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { insertJourneys } from '../../../tests/support/insert-journeys.js';
import { generatedHistories } from './histories.fixture.spec.js';
import {
  attributionReport,
  restatement,
  rowConversions,
  negatives,
  noLonger,
  noPaths,
  type AttributionAnswer,
  type AttributionParameters,
  type ConversionPlace,
  type Model,
  type ModelOptions,
  type RestatementSums,
  type RowConversion,
  type RowOf,
} from './index.js';

const year = attributionParameters({
  models: ['first', 'w_shaped', 'shapley'],
  asOf: 1000,
  timeZone: 'Europe/Berlin',
});

const histories = generatedHistories(600, 11, 'acme');
let engine: Awaited<ReturnType<typeof freshClickHouse>>;
let clickhouse: ClickHouse;

beforeAll(async () => {
  engine = await freshClickHouse();
  clickhouse = engine.clickhouse;
  await migrate(clickhouse);
  await insertJourneys(clickhouse, histories, 'acme');
  await insertJourneys(clickhouse, generatedHistories(60, 12, 'beside'), 'beside');
});
afterAll(() => engine.drop());

/** Rows and unattributed amounts of a report by `keyOf`, as text. */
function figuresOf(answer: AttributionAnswer, groupBy: AttributionParameters['groupBy']) {
  const figures = new Map<string, { credit: bigint; conversions: number }>();
  for (const row of answer.rows)
    figures.set(JSON.stringify([row.model, groupBy.map((dimension) => row[dimension]), null]), {
      credit: BigInt(row.creditMinor),
      conversions: row.conversions,
    });
  for (const row of answer.unattributed)
    figures.set(JSON.stringify([row.model, null, row.reason]), {
      credit: BigInt(row.amountMinor),
      conversions: row.conversions,
    });
  return figures;
}

/** Sums over all causes. */
function totalOf(byCause: Iterable<RestatementSums>) {
  const rows = new Map<string, { credit: bigint; conversions: number }>();
  let crmMinor = 0n;
  let conversions = 0;
  for (const sums of byCause) {
    crmMinor += sums.crm.creditMinor;
    conversions += sums.crm.conversions;
    for (const [key, difference] of sums.rows) {
      const sum = rows.get(key) ?? { credit: 0n, conversions: 0 };
      rows.set(key, {
        credit: sum.credit + difference.creditMinor,
        conversions: sum.conversions + difference.conversions,
      });
    }
  }
  return { rows, crmMinor, conversions };
}

const cases: [string, number, number, Partial<AttributionParameters>][] = [
  ['all of it', 0, 1000, {}],
  ['the second half', 500, 1000, {}],
  ['a few positions', 431, 444, { groupBy: ['campaign', 'month'] }],
  ['nothing', 700, 700, {}],
  [
    'one month, by month and touch week',
    250,
    900,
    {
      from: Date.UTC(2025, 4, 1),
      to: Date.UTC(2025, 5, 1),
      groupBy: ['touch_week', 'month', 'week'],
    },
  ],
  [
    'all touches, the amount at conversion',
    300,
    800,
    {
      lookbackDays: null,
      touchScope: 'all',
      countViews: true,
      scope: 'contacts',
      value: 'at_conversion',
    },
  ],
  [
    'filtered rows and months',
    100,
    950,
    {
      filters: { source: ['google', '(none)'], month: ['2025-03', '2025-04', '2025-05'] },
    },
  ],
];

describe('a restatement', () => {
  it.each(cases)('is the difference of the two reports: %s (%i to %i)', async (_, from, to, more) => {
    const parameters = { ...year, ...more, asOf: to };
    const [before, after] = await Promise.all([
      attributionReport(clickhouse, { ...parameters, asOf: from }, noPaths),
      attributionReport(clickhouse, parameters, noPaths),
    ]);
    const { byCause } = await restatement(clickhouse, from, parameters, { after: null, limit: 0 });
    const { rows, crmMinor, conversions } = totalOf(byCause.values());
    const [old, now] = [before, after].map((answer) => figuresOf(answer, parameters.groupBy));
    const keys = new Set([...old!.keys(), ...now!.keys(), ...rows.keys()]);
    if (from < to) expect(rows.size).toBeGreaterThan(20);
    for (const key of keys) {
      if (key.endsWith(',null,null]')) continue; // credit that the filters leave out of rows
      const change = rows.get(key) ?? { credit: 0n, conversions: 0 };
      const [was, is] = [old!.get(key), now!.get(key)];
      expect([key, change.credit]).toEqual([key, (is?.credit ?? 0n) - (was?.credit ?? 0n)]);
      expect(change.conversions).toBeCloseTo((is?.conversions ?? 0) - (was?.conversions ?? 0), 6);
    }
    for (const model of parameters.models) {
      const [was, is] = [before.totals[model]!, after.totals[model]!];
      expect(crmMinor).toBe(BigInt(is.crmMinor) - BigInt(was.crmMinor));
      expect(conversions).toBe(is.crmConversions - was.crmConversions);
      const ofModel = [...rows].filter(([key]) => (JSON.parse(key) as unknown[])[0] === model);
      expect(ofModel.reduce((sum, [, { credit }]) => sum + credit, 0n)).toBe(crmMinor);
    }
  });

  it('telescopes: two halves are the whole', async () => {
    const of = async (from: number, asOf: number) =>
      totalOf(
        (await restatement(clickhouse, from, { ...year, asOf }, { after: null, limit: 0 })).byCause.values(),
      );
    const [first, second, whole] = await Promise.all([of(200, 610), of(610, 990), of(200, 990)]);
    for (const key of new Set([...first.rows.keys(), ...second.rows.keys(), ...whole.rows.keys()])) {
      const credit = (sums: typeof whole) => sums.rows.get(key)?.credit ?? 0n;
      expect([key, credit(first) + credit(second)]).toEqual([key, credit(whole)]);
    }
  });

  it('has every change once over all pages, each with its cause, and the whole sums on every page', async () => {
    const ask = (after: { conversionId: string; version: number } | null, limit: number) =>
      restatement(clickhouse, 400, { ...year, models: ['linear'] }, { after, limit });
    const whole = await ask(null, 100_000);
    expect(whole.hasMore).toBe(false);
    const nameOf = ({ conversionId, version }: { conversionId: string; version: number }) =>
      `${conversionId} ${version}`;
    expect(new Set(whole.changes.map(nameOf)).size).toBe(whole.changes.length);
    const paged: string[] = [];
    for (let page = await ask(null, 400); ; page = await ask(page.changes.at(-1)!, 400)) {
      paged.push(...page.changes.map(nameOf));
      expect(page.byCause).toEqual(whole.byCause);
      if (!page.hasMore) break;
    }
    expect(paged).toEqual(whole.changes.map(nameOf));
    for (const change of whole.changes) {
      expect(change.causePosition).toBe(change.version);
      expect(change.causeEventId).toBe(`event-${change.version}`);
    }
    const moved = whole.changes.filter(
      ({ cause, before, after }) => cause === 'date_changed' && before[0] && after[0],
    );
    expect(moved.length).toBeGreaterThan(10);
    for (const { before, after } of moved) expect(before[0]!.convertedAt).not.toBe(after[0]!.convertedAt);
  });
});

describe('the conversions of a row', () => {
  async function allOf(row: RowOf, parameters: AttributionParameters, limit = 37): Promise<RowConversion[]> {
    const options: ModelOptions = { ...parameters, channelWeights: {} };
    const all: RowConversion[] = [];
    for (let after: ConversionPlace | null = null; ;) {
      const page = await rowConversions(clickhouse, row, parameters, options, { after, limit });
      all.push(...page.conversions);
      if (!page.next) return all;
      after = page.next;
    }
  }
  const sumOf = (conversions: RowConversion[]) =>
    conversions.reduce((sum, { creditMinor }) => sum + creditMinor, 0n).toString();

  it.each(['first', 'last_non_direct', 'w_shaped', 'shapley'] as Model[])(
    'sum to each row, and to each reason: %s',
    async (model) => {
      const parameters = { ...year, models: [model], groupBy: ['channel', 'month'] as const, asOf: 800 };
      const report = await attributionReport(clickhouse, parameters, noPaths);
      const picked = report.rows.filter((_, nth) => nth % 23 === 0);
      expect(picked.length).toBeGreaterThan(3);
      for (const row of picked) {
        const labels = { channel: row.channel!, month: row.month! };
        const found = await allOf({ labels, reason: null }, parameters);
        expect([row, sumOf(found)]).toEqual([row, row.creditMinor]);
        expect(found.reduce((sum, one) => sum + one.conversions, 0)).toBeCloseTo(row.conversions, 6);
        expect(new Set(found.map(({ version }) => version.conversionId)).size).toBe(found.length);
      }
      for (const { reason, amountMinor, conversions } of report.unattributed) {
        const found = await allOf({ labels: {}, reason }, parameters, 500);
        expect([reason, sumOf(found), found.length]).toEqual([reason, amountMinor, conversions]);
      }
    },
  );

  it('sum to rows of touch months, of labels that are none, and of nothing but the whole', async () => {
    const groupBy = ['touch_month', 'campaign'] as const;
    const parameters = { ...year, models: ['linear'] as const, groupBy, filters: { source: ['google'] } };
    const report = await attributionReport(clickhouse, parameters, noPaths);
    const none = report.rows.filter(({ campaign }) => campaign === '(none)').slice(0, 3);
    expect(none).toHaveLength(3);
    for (const row of none) {
      const labels = { touch_month: row.touch_month!, campaign: '(none)' };
      expect(sumOf(await allOf({ labels, reason: null }, parameters))).toBe(row.creditMinor);
    }
    const { attributedMinor } = (await attributionReport(clickhouse, { ...parameters, filters: {} }, noPaths))
      .totals['linear']!;
    const all = await allOf({ labels: {}, reason: null }, { ...parameters, filters: {} }, 500);
    expect(sumOf(all)).toBe(attributedMinor);
  });
});

describe('what is beside a reconciliation', () => {
  const window = { ...year, from: Date.UTC(2025, 2, 1), to: Date.UTC(2025, 5, 1), asOf: 900 };

  /** Of every conversion in the window its versions by key, oldest first. */
  function byConversion(): Map<string, JourneyRow[][]> {
    const found = new Map<string, Map<number, JourneyRow[]>>();
    for (const row of histories) {
      if (row.convertedAt < window.from || row.convertedAt >= window.to || row.version > window.asOf)
        continue;
      const keys = found.get(row.conversionId) ?? new Map<number, JourneyRow[]>();
      found.set(row.conversionId, keys);
      keys.set(row.convertedAt, [...(keys.get(row.convertedAt) ?? []), row]);
    }
    return new Map([...found].map(([id, keys]) => [id, [...keys.values()]]));
  }

  it('is what is no conversion any more, by cause, with the last amount', async () => {
    const expected = new Map<string, { conversions: number; lastMinor: bigint; unconverted: number }>();
    for (const keys of byConversion().values()) {
      if (keys.some((versions) => versions.at(-1)!.isLive)) continue;
      const last = keys.toSorted((a, b) => b.at(-1)!.version - a.at(-1)!.version)[0]!;
      const alive = last.findLast(({ isLive }) => isLive)!;
      const value = alive.reportCurrency === 'EUR' ? alive.valueMinor : null;
      const sum = expected.get(last.at(-1)!.cause) ?? { conversions: 0, lastMinor: 0n, unconverted: 0 };
      sum.conversions++;
      sum.lastMinor += value ?? 0n;
      if (value === null) sum.unconverted++;
      expected.set(last.at(-1)!.cause, sum);
    }
    expect(expected.size).toBe(4);
    const found = await noLonger(clickhouse, window);
    expect(new Map(found.map(({ cause, ...sums }) => [cause, sums]))).toEqual(expected);
  });

  it('is what is negative', async () => {
    const live = [...byConversion().values()].flatMap((keys) => keys.map((versions) => versions.at(-1)!));
    const below = live.filter(
      (row) => row.isLive && row.reportCurrency === 'EUR' && row.valueMinor !== null && row.valueMinor < 0n,
    );
    expect(below.length).toBeGreaterThan(10);
    expect(await negatives(clickhouse, window)).toEqual({
      conversions: below.length,
      valueMinor: below.reduce((sum, row) => sum + row.valueMinor!, 0n),
    });
  });
});
