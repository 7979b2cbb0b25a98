import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FactsLoader, migrate, tombstoneOf, type ClickHouse, type JourneyRow } from '@touchstone/facts';
import { attributionParameters } from '../../../tests/support/attribution-parameters.js';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { expectedReport } from '../../../tests/support/expected-report.js';
import { journeyFact } from '../../../tests/support/fact-examples.js';
import { generatedJourneys } from '../../../tests/support/generated-journeys.js';
import { insertJourneys } from '../../../tests/support/insert-journeys.js';
import { modelOptions } from '../../../tests/support/model-journeys.js';
import { plainPaths } from '../../../tests/support/plain-paths.js';
import {
  AttributionAnswerSchema,
  attributionReport,
  dayMs,
  models,
  noPaths,
  type AttributionAnswer,
  type AttributionParameters,
  type Influenced,
  type PathSource,
  type ReportModel,
} from './index.js';

const every: readonly ReportModel[] = [...models, 'custom', 'influenced'];
const year = attributionParameters({
  models: every,
  customModels: modelOptions.customModels,
  asOf: 1_000_000,
});

/** A journey of direct touches, that many milliseconds before the conversion. */
const touched = (ages: number[], more: Partial<JourneyRow> = {}): JourneyRow => {
  const row = journeyFact(more);
  const same = <T>(value: T) => ages.map(() => value);
  return {
    ...row,
    touchAt: ages.map((age) => row.convertedAt - age),
    touchPosition: ages.map((_, index) => index + 1),
    touchChannel: same('email'),
    touchInteraction: same('email_click'),
    touchSource: same(''),
    touchMedium: same(''),
    touchCampaign: same(''),
    touchContent: same(''),
    touchFlags: same(0),
    touchReach: same(4),
    touchPerson: same('p'),
    ...more,
  };
};

describe('the attribution report', () => {
  let engine: Awaited<ReturnType<typeof freshClickHouse>>;
  let clickhouse: ClickHouse;
  const generated = generatedJourneys(10_000, 7);

  const load = (workspace: string, journeys: JourneyRow[], fromPosition = 1) =>
    new FactsLoader(clickhouse).load({
      workspace,
      fromPosition,
      toPosition: fromPosition,
      touches: [],
      journeys: journeys.map((row) => ({ ...row, workspace })),
      spend: [],
      personKeys: [],
    });
  const report = (more: Partial<AttributionParameters>) =>
    attributionReport(clickhouse, { ...year, ...more }, noPaths);

  beforeAll(async () => {
    engine = await freshClickHouse();
    clickhouse = engine.clickhouse;
    await migrate(clickhouse);
    await insertJourneys(clickhouse, generated, 'generated');
    await insertJourneys(clickhouse, generatedJourneys(50, 8, 'beside'), 'beside');
  });
  afterAll(() => engine.drop());

  async function expectEqual(
    parameters: AttributionParameters,
    nonConverting: PathSource = noPaths,
    journeys = generated,
  ) {
    const answer = await attributionReport(clickhouse, parameters, nonConverting);
    expect(AttributionAnswerSchema.parse(answer)).toEqual(answer);
    const groupOf = (row: AttributionAnswer['rows'][number] | Influenced['rows'][number]) =>
      parameters.groupBy.map((key) => row[key]).join(' | ');
    for (const [model, expected] of await expectedReport(journeys, parameters, nonConverting)) {
      const shown = new Map([...expected.credit].filter(([group]) => group !== 'not shown'));
      const rows =
        model === 'influenced'
          ? answer.influenced!.rows.map((row) => ({ ...row, creditMinor: row.influencedMinor }))
          : answer.rows.filter((row) => row.model === model);
      expect({ model, credit: new Map(rows.map((row) => [groupOf(row), row.creditMinor])) }).toEqual({
        model,
        credit: new Map([...shown].map(([group, sum]) => [group, sum.credit.toString()])),
      });
      for (const row of rows) expect(row.conversions).toBeCloseTo(shown.get(groupOf(row))!.conversions, 6);
      if (model === 'influenced') {
        expect(answer.influenced!.crmMinor).toBe(expected.crmMinor.toString());
        continue;
      }
      const unattributed = answer.unattributed.filter((row) => row.model === model);
      expect(new Map(unattributed.map((row) => [row.reason, [row.amountMinor, row.conversions]]))).toEqual(
        new Map(
          [...expected.unattributed].map(([key, sum]) => [key, [sum.credit.toString(), sum.conversions]]),
        ),
      );
      const totals = answer.totals[model]!;
      expect(totals.crmMinor).toBe(expected.crmMinor.toString());
      expect(BigInt(totals.attributedMinor) + BigInt(totals.unattributedMinor)).toBe(expected.crmMinor);
      expect(totals.attributedConversions + totals.unattributedConversions).toBeCloseTo(
        totals.crmConversions,
        6,
      );
    }
    return answer;
  }

  const variations: Record<string, Partial<AttributionParameters>> = {
    'as it is': {},
    'all touches, by campaign and month': { lookbackDays: null, groupBy: ['campaign', 'month'] },
    'a lookback of 14 days, contacts, by source and medium': {
      lookbackDays: 14,
      scope: 'contacts',
      groupBy: ['source', 'medium'],
    },
    'sales touches of the primary contact, views too': {
      scope: 'primary',
      touchScope: 'sales',
      countViews: true,
      groupBy: ['interaction'],
    },
    'every touch, a half-life of half a day, months of New York': {
      touchScope: 'all',
      countViews: true,
      lookbackDays: null,
      halfLifeDays: 0.5,
      groupBy: ['month'],
      timeZone: 'America/New_York',
    },
    'the amount at conversion, early on': { value: 'at_conversion', asOf: 600 },
    'a half-life of 400 days, in one sum': { halfLifeDays: 400, groupBy: [] },
    'in another currency': { currency: 'USD' },
    'by segment, owner and week, of contacts': {
      scope: 'contacts',
      groupBy: ['segment', 'owner', 'week'],
      timeZone: 'Pacific/Auckland',
    },
    'by pipeline, content and month of the touch': {
      lookbackDays: null,
      groupBy: ['pipeline', 'content', 'touch_month'],
      timeZone: 'America/New_York',
    },
    'by week of the touch, of the primary contact': { scope: 'primary', groupBy: ['touch_week'] },
    'conversions of some segments, owners and months': {
      filters: { segment: ['smb', '(none)'], owner: ['ann'], month: ['2025-03', '2025-04'] },
    },
    'rows of some channels and campaigns alone': {
      filters: { channel: ['email', 'direct', 'webinar'], campaign: ['brand', '(none)'] },
      groupBy: ['channel', 'month'],
    },
    'rows of some touches and conversions, in one sum': {
      filters: { interaction: ['call'], touch_month: ['2025-02'], pipeline: ['new'], week: ['2025-W09'] },
      groupBy: [],
    },
    'one month': { from: Date.UTC(2025, 5, 1), to: Date.UTC(2025, 6, 1) },
  };
  it.each(Object.keys(variations))('equals the reference to the unit: %s', async (name) => {
    const parameters = { ...year, ...variations[name] };
    const answer = await expectEqual(parameters);
    expect(answer.totals[models[0]]!.crmConversions).toBeGreaterThan(20);
    expect(answer.rows.length).toBeGreaterThan(0);
  });

  const few = ['direct', 'email', 'webinar', 'call', 'paid-search'];
  const notConverted = plainPaths([
    ...Array.from({ length: 900 }, () => ['email', 'direct']),
    ...Array.from({ length: 400 }, () => ['webinar', 'email', 'webinar']),
    ['direct'],
    ['never-seen', 'call'],
  ]);
  it('equals the reference to the unit: with journeys that did not convert', () =>
    expectEqual({ ...year, models: ['markov', 'shapley'] }, notConverted));

  it('equals the reference to the unit: shapley by conversion rate', async () => {
    const workspace = 'rates';
    const channels = (row: JourneyRow) => row.touchChannel.map((_, at) => few[(at * 7 + row.version) % 5]!);
    const rows = generated.slice(0, 3000).map((row) => ({ ...row, workspace, touchChannel: channels(row) }));
    await insertJourneys(clickhouse, rows, workspace);
    const parameters = {
      ...{ ...year, workspace, models: ['shapley', 'markov'] as const, details: true },
      valueFunction: 'conversion_rate' as const,
    };
    const answer = await expectEqual(parameters, notConverted, rows);
    expect(answer.details!.shapley!.channels.map(({ channel }) => channel)).toContain('never-seen');
    expect(answer.details!.markov!.journeys.nonConverting).toBe(1302);
  });

  it('refuses shapley by conversion rate of more than 15 channels', () =>
    expect(report({ models: ['shapley'], valueFunction: 'conversion_rate' })).rejects.toMatchObject({
      code: 'unprocessable',
    }));

  it('counts in full for every label under influenced, and says what was touched', async () => {
    const { influenced, rows, totals } = await report({ models: ['influenced'] });
    expect({ rows, totals }).toEqual({ rows: [], totals: {} });
    const linear = (await report({ models: ['linear'] })).totals['linear']!;
    expect(influenced).toMatchObject({
      touchedMinor: linear.attributedMinor,
      touchedConversions: linear.attributedConversions,
      crmMinor: linear.crmMinor,
    });
  });

  it('gives the same answer whichever models are asked for beside', async () => {
    const part = { to: Date.UTC(2025, 1, 1) };
    const all = await report(part);
    for (const model of every) {
      const alone = await report({ ...part, models: [model] });
      if (model === 'influenced') expect(alone.influenced).toEqual(all.influenced);
      else expect(alone.rows).toEqual(all.rows.filter((row) => row.model === model));
    }
  });

  it('answers as the log stood: versions, a moved conversion, a tombstone', async () => {
    const march = touched([dayMs], { conversionId: 'D-1', version: 10, valueMinor: 300n });
    const cause = { cause: 'date_changed', causeEventId: 'e', causePosition: 20 } as const;
    const january = { ...march, ...cause, convertedAt: Date.UTC(2026, 0, 15), version: 20 };
    const moved = [
      march,
      { ...march, version: 15, valueMinor: 500n },
      tombstoneOf(march, { version: 20, ...cause }),
    ];
    await load('moves', [...moved, { ...january, touchAt: [january.convertedAt - dayMs] }]);
    await load('moves', [tombstoneOf(january, { ...cause, version: 30, cause: 'deleted' })], 30);
    const window = {
      ...{ workspace: 'moves', models: ['first'] as const },
      ...{ from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 4, 1) },
    };
    const total = async (asOf: number) => (await report({ ...window, asOf, groupBy: ['month'] })).rows[0];
    expect(await total(9)).toBeUndefined();
    expect(await total(10)).toMatchObject({ creditMinor: '300', month: '2026-03' });
    expect(await total(19)).toMatchObject({ creditMinor: '500', month: '2026-03' });
    // the old key is dead and the new one alive, though both are in the window
    expect((await report({ ...window, asOf: 20 })).totals['first']).toMatchObject({ crmConversions: 1 });
    expect(await total(29)).toMatchObject({ creditMinor: '300', month: '2026-01' });
    expect(await total(30)).toBeUndefined();
  });

  it('counts touches at exactly both ends of the lookback, and says why there is no credit', async () => {
    await load('reasons', [
      touched([90 * dayMs], { conversionId: 'edge', valueMinor: 1n }),
      touched([90 * dayMs + 1], { conversionId: 'old', valueMinor: 10n }),
      touched([0], { conversionId: 'now', valueMinor: 100n }),
      touched([], { conversionId: 'none', valueMinor: 1_000n }),
      touched([], { conversionId: 'nobody', valueMinor: 10_000n, hasIdentity: false }),
      touched([1], { conversionId: 'seen', valueMinor: 100_000n, touchFlags: [2] }),
      touched([1], { conversionId: 'dollars', valueMinor: null, amountMinor: 77n, currency: 'USD' }),
    ]);
    const answer = await report({ workspace: 'reasons', to: Date.UTC(2027, 0, 1), models: ['linear'] });
    expect(answer.rows).toEqual([{ model: 'linear', channel: 'email', creditMinor: '101', conversions: 2 }]);
    expect(answer.unattributed).toEqual([
      { model: 'linear', reason: 'no_touch', amountMinor: '101000', conversions: 2 },
      { model: 'linear', reason: 'outside_lookback', amountMinor: '10', conversions: 1 },
      { model: 'linear', reason: 'no_identity', amountMinor: '10000', conversions: 1 },
      { model: 'linear', reason: 'unconverted', amountMinor: '0', conversions: 1 },
    ]);
    expect(answer.unconverted).toEqual([{ currency: 'USD', amountMinor: '77', conversions: 1 }]);
    expect(answer.totals['linear']).toEqual({
      attributedMinor: '101',
      unattributedMinor: '111010',
      crmMinor: '111111',
      attributedConversions: 2,
      unattributedConversions: 5,
      crmConversions: 7,
    });
  });

  it('takes a lookback of part of a day, to the millisecond', async () => {
    await load('parts', [
      touched([95_040_000], { conversionId: 'edge', valueMinor: 1n }),
      touched([95_040_001], { conversionId: 'old', valueMinor: 10n }),
    ]);
    const answer = await report({
      ...{ workspace: 'parts', to: Date.UTC(2027, 0, 1), models: ['linear'], lookbackDays: 1.1 },
    });
    expect(answer.rows).toMatchObject([{ creditMinor: '1' }]);
    expect(answer.unattributed).toMatchObject([{ reason: 'outside_lookback', amountMinor: '10' }]);
  });

  it('asks whose a touch is: of the account, of a contact, of the primary contact', async () => {
    await load('scopes', [
      touched([4, 3, 2, 1], {
        valueMinor: 1000n,
        touchChannel: ['webinar', 'email', 'podcast', 'event'],
        touchReach: [4, 1, 5, 3],
      }),
    ]);
    const channelsOf = async (scope: AttributionParameters['scope']) =>
      (await report({ workspace: 'scopes', to: Date.UTC(2027, 0, 1), models: ['linear'], scope })).rows.map(
        (row) => row.channel,
      );
    expect((await channelsOf('account')).sort()).toEqual(['podcast', 'webinar']);
    expect((await channelsOf('contacts')).sort()).toEqual(['email', 'event', 'podcast']);
    expect(await channelsOf('primary')).toEqual(['event']);
  });

  it('counts conversions that have no value', async () => {
    const lead = touched([3, 2, 1], {
      kind: 'lead.created',
      valueMinor: null,
      reportCurrency: '',
      currency: '',
    });
    await load('leads', [lead]);
    const answer = await report({
      ...{ workspace: 'leads', conversion: 'lead.created', to: Date.UTC(2027, 0, 1), models: ['linear'] },
    });
    expect(answer.report.value).toBe('count');
    expect(answer.rows).toEqual([{ model: 'linear', channel: 'email', creditMinor: '0', conversions: 1 }]);
    expect(answer.unconverted).toEqual([]);
  });

  it('keeps the weight of touches that are all years old', async () => {
    const old = 4000 * dayMs;
    await load('old', [
      touched([old + 7 * dayMs, old], {
        valueMinor: 3n,
        touchChannel: ['email', 'webinar'],
        conversionId: 'D',
      }),
    ]);
    const answer = await report({
      ...{ workspace: 'old', to: Date.UTC(2027, 0, 1), models: ['time_decay'], lookbackDays: null },
    });
    expect(answer.rows).toEqual([
      { model: 'time_decay', channel: 'webinar', creditMinor: '2', conversions: 0.666666667 },
      { model: 'time_decay', channel: 'email', creditMinor: '1', conversions: 0.333333333 },
    ]);
  });

  it('answers a window without conversions with zeroes', async () => {
    const answer = await report({ workspace: 'nobody', models: ['first'] });
    expect(answer).toMatchObject({ rows: [], unattributed: [], unconverted: [] });
    expect(answer.totals['first']).toMatchObject({ attributedMinor: '0', crmMinor: '0', crmConversions: 0 });
  });
});
