import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { viewModels } from '@touchstone/bi';
import type { AcquisitionAnswer } from '../../apps/api/src/acquisition-cost/acquisition-answer.js';
import type { CustomersAnswer } from '../../apps/api/src/customers/customers-answer.js';
import type { FunnelAnswer } from '../../apps/api/src/funnel/funnel-answer.js';
import type { LifetimeValueAnswer } from '../../apps/api/src/lifetime-value/lifetime-value-answer.js';
import type { RetentionAnswer } from '../../apps/api/src/retention/retention-answer.js';
import type { SlaAnswer } from '../../apps/api/src/sla/sla-answer.js';
import { openToldTwice, type ToldTwice } from './told-twice.fixture.spec.js';

const always = 'from=2000-01-01&to=2100-01-01';
const model = viewModels.map((name) => `model=${name}`).join('&');

let both: ToldTwice;
beforeAll(async () => void (both = await openToldTwice()), 240_000);
afterAll(() => both.close());

describe('what customers cost in bi is what the API says', () => {
  const months = "formatDateTime(month, '%Y-%m') AS of_month";
  const sums = ['media_cost', 'total_cost', ...viewModels.map((name) => `revenue_${name}`)]
    .map((name) => `toString(sum(${name}_minor)) AS ${name}`)
    .concat(viewModels.map((name) => `toString(sum(new_customers_${name})) AS customers_${name}`))
    .join(', ');
  type Sums = { mediaMinor: string; loadedMinor: string; revenueMinor: string; customers: number };
  const row = (key: unknown[], sum: Sums) => [
    JSON.stringify(key),
    [sum.mediaMinor, sum.loadedMinor, sum.revenueMinor, sum.customers.toFixed(9)],
  ];
  const isSomething = (one: Sums) =>
    [one.mediaMinor, one.loadedMinor, one.revenueMinor].some((minor) => minor !== '0') || one.customers !== 0;
  const ofView = (rows: Record<string, string>[], keyOf: (row: Record<string, string>) => unknown[]) =>
    new Map(
      rows.flatMap((found) =>
        viewModels.flatMap((name) => {
          const sum = {
            mediaMinor: found['media_cost']!,
            loadedMinor: found['total_cost']!,
            revenueMinor: found[`revenue_${name}`]!,
            customers: Number(found[`customers_${name}`]),
          };
          return isSomething(sum) ? [row([name, ...keyOf(found)], sum) as [string, string[]]] : [];
        }),
      ),
    );
  /** What has no credit costs nothing: its row is one of the view as well. */
  const ofApi = ({ rows, unattributed }: AcquisitionAnswer) =>
    new Map(
      [...rows, ...unattributed.map((one) => ({ ...one, channel: '(unattributed)' }))]
        .filter(isSomething)
        .map(
          (one) =>
            row([one.model, one.channel, ...(one.month ? [one.month] : [])], one) as [string, string[]],
        ),
    );

  it.each([
    ['channel', ['channel'], 100],
    ['channel,month', ['channel', 'of_month'], 1000],
  ] as const)('by %s', async (groupBy, keys, atLeast) => {
    const answer = await both.demo.api<AcquisitionAnswer>(
      `/v1/acquisition-cost?${always}&${model}&groupBy=${groupBy}`,
    );
    const found = await both.demo.bi(
      `SELECT ${keys.join(', ')}, ${sums} FROM (SELECT *, ${months} FROM acquisition_cost) GROUP BY ${keys.join(', ')}`,
    );
    const expected = ofApi(answer);
    expect(expected.size).toBeGreaterThan(atLeast);
    expect(ofView(found, (one) => keys.map((key) => one[key]))).toEqual(expected);
  });

  it.each([
    ['lead', 'leads'],
    ['mql', 'mqls'],
    ['opportunity', 'opportunities'],
  ] as const)('%s by channel and month', async (stage, count) => {
    const answer = await both.demo.api<AcquisitionAnswer>(
      `/v1/acquisition-cost?${always}&${model}&groupBy=channel,month`,
    );
    const expected = [
      ...answer.rows,
      ...answer.unattributed.map((one) => ({ ...one, channel: '(unattributed)' })),
    ]
      .filter((one) => one[count] !== 0)
      .map((one) => [`${one.model} ${one.channel} ${one.month}`, one[count].toFixed(9)]);
    expect(expected.length).toBeGreaterThan(50);
    const found = await both.demo.bi(
      `SELECT *, ${months} FROM (SELECT * FROM stage_credit WHERE stage = '${stage}')`,
    );
    const told = found.flatMap((row) =>
      viewModels.flatMap((name) => {
        const reached = Number(row[`reached_${name}`]);
        return reached === 0 ? [] : [[`${name} ${row['channel']} ${row['of_month']}`, reached.toFixed(9)]];
      }),
    );
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
  });

  it('costs sum to the ledger, and are what the API has without allocation', async () => {
    const answer = await both.demo.api<AcquisitionAnswer>(
      `/v1/acquisition-cost?${always}&model=linear&groupBy=channel&allocate=none`,
    );
    const stated = await both.demo.bi(
      `SELECT channel, toString(sumIf(cost_minor, kind = 'media')) AS media, toString(sum(cost_minor)) AS cost FROM spend_by_day GROUP BY channel`,
    );
    const costs = answer.rows.filter(({ loadedMinor }) => loadedMinor !== '0');
    expect(costs.length).toBeGreaterThan(3);
    expect(new Map(stated.map((one) => [one['channel'], [one['media'], one['cost']]]))).toEqual(
      new Map(costs.map((one) => [one.channel, [one.mediaMinor, one.loadedMinor]])),
    );
    const [whole] = await both.demo.bi(`SELECT sum(total_cost_minor) AS cost,
      sum(media_cost_minor) + sum(other_cost_minor) + sum(allocated_cost_minor) AS parts, sum(total_cost) * 100 AS shown,
      (SELECT sum(cost_minor) FROM spend_by_day) AS ledger, ${viewModels.map((name) => `sum(new_customers_${name}) AS ${name}`).join(', ')}
      FROM acquisition_cost`);
    const { cost, parts, shown, ledger, ...customers } = whole!;
    expect(BigInt(ledger!)).toBeGreaterThan(0n);
    expect([cost, parts, Number(shown)]).toEqual([ledger, ledger, Number(ledger)]);
    // whole customers, whatever the model
    expect(new Set(Object.values(customers).map(Number))).toEqual(
      new Set([answer.blended.at(-1)!.customers]),
    );
  });
});

describe('what customers bring, and how long they stay, in bi is what the API says', () => {
  const models = ['first', 'linear', 'time_decay', 'lead_creation', 'w_shaped'];

  const figures = [
    ['revenue', true],
    ['margin', false],
  ] as const;
  const questions = models.flatMap((name) => figures.map((figure) => [name, ...figure] as const));

  it.each(questions)('lifetime values by %s: %s', async (name, figure, isBefore) => {
    // without margins the API tells revenue
    const { report, rows, unattributed } = await both.demo.api<LifetimeValueAnswer>(
      `/v1/lifetime-value?${always}&model=${name}&cohort=month${isBefore ? `&asOf=${both.demo.beforeMargins}` : ''}`,
    );
    expect(report.margins).toHaveLength(isBefore ? 0 : 3);
    const found = await both.demo
      .bi(`SELECT channel, formatDateTime(month, '%Y-%m') AS cohort, customers_${name} AS customers,
      recurring_customers_${name} AS recurring, realised_${figure}_${name}_minor AS minor FROM lifetime_value WHERE customers != 0`);
    const expected = [...rows, ...unattributed.map((row) => ({ ...row, channel: '(unattributed)' }))]
      .filter(({ customers }) => customers !== 0)
      .map((row) => [
        `${row.cohort} ${row.channel}`,
        [row.customers, row.recurringCustomers, row.realised.marginMinor],
      ]);
    expect(expected.length).toBeGreaterThan(10);
    const told = found.map((row) => [
      `${row['cohort']} ${row['channel']}`,
      [Number(row['customers']), Number(row['recurring']), row['minor']],
    ]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
  });

  it('lifetime values sum to what customers paid and brought, whatever the model', async () => {
    for (const [figure, asOf] of [
      ['revenue', `&asOf=${both.demo.beforeMargins}`],
      ['margin', ''],
    ]) {
      const { totals } = await both.demo.api<LifetimeValueAnswer>(
        `/v1/lifetime-value?${always}&model=linear&cohort=month${asOf}`,
      );
      const found = await both.demo
        .bi(`SELECT formatDateTime(month, '%Y-%m') AS cohort, ${viewModels.map((name) => `sum(realised_${figure}_${name}_minor) AS ${name}`).join(', ')}
        FROM lifetime_value GROUP BY cohort HAVING sum(customers_linear) > 0 ORDER BY cohort`);
      expect(found.map(({ cohort, ...sums }) => [cohort, ...new Set(Object.values(sums))])).toEqual(
        totals
          .filter(({ customers }) => customers !== 0)
          .map(({ cohort, realised }) => [cohort, realised.marginMinor]),
      );
    }
  });

  it('customers are those of lifetime value, and bring as much', async () => {
    const { totals } = await both.demo.api<LifetimeValueAnswer>(
      `/v1/lifetime-value?${always}&model=linear&cohort=month`,
    );
    const found = await both.demo
      .bi(`SELECT formatDateTime(acquired_at, '%Y-%m') AS cohort, count() AS customers,
      sum(is_recurring) AS recurring, sum(realised_margin_exact) AS margin FROM customers GROUP BY cohort ORDER BY cohort`);
    expect(
      found.map((row) => [
        row['cohort'],
        Number(row['customers']),
        Number(row['recurring']),
        Math.abs(
          Number(row['margin']) -
            Number(totals.find((one) => one.cohort === row['cohort'])!.realised.marginMinor),
        ) <= 0.5,
      ]),
    ).toEqual(
      totals
        .filter(({ customers }) => customers !== 0)
        .map((row) => [row.cohort, row.customers, row.recurringCustomers, true]),
    );
  });

  it('customers are those that the API lists, and stay as long', async () => {
    const { customers } = await both.demo.api<CustomersAnswer>(
      `/v1/lifetime-value/customers?${always}&model=linear&limit=200`,
    );
    const found = await both.demo.bi(
      `SELECT * FROM customers ORDER BY acquired_at, came_with, conversion_id`,
    );
    const expected = customers.map((one) => [one.conversionId, one.accountId ?? '', one.months, one.isLost]);
    expect(expected.length).toBeGreaterThan(10);
    const told = found.map((row) => [
      ...[row['conversion_id'], row['account_id']],
      ...[Number(row['months']), Boolean(row['is_lost'])],
    ]);
    expect(told).toHaveLength(expected.length);
    expect(told).toEqual(expect.arrayContaining(expected));
  });

  it.each(models)('retention by %s', async (name) => {
    const { rows, unattributed } = await both.demo.api<RetentionAnswer>(
      `/v1/retention?${always}&model=${name}`,
    );
    const found = await both.demo
      .bi(`SELECT channel, months_since, at_risk_${name} AS risk, churned_${name} AS churned,
      survival_${name} AS survival FROM retention WHERE risk != 0`);
    const figures = [...rows, ...unattributed.map((row) => ({ ...row, channel: '(unattributed)' }))].flatMap(
      ({ channel, curve }) =>
        curve.map((point) => [
          `${channel} ${point.month}`,
          [point.atRisk, point.lost, point.survival.toFixed(7)],
        ]),
    );
    expect(figures.length).toBeGreaterThan(40);
    const told = found.map((row) => [
      `${row['channel']} ${row['months_since']}`,
      [Number(row['risk']), Number(row['churned']), Number(row['survival']).toFixed(7)],
    ]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(figures));
  });
});

it('stages of deals are told where a deal has none', async () => {
  const told = await both.demo
    .bi(`SELECT countIf(subject = 'deal') > 0 AS others, countIf(subject_id = 'no-stage') AS its,
    (SELECT count() FROM deals WHERE deal_id = 'no-stage') AS deal FROM stage_entries`);
  expect(told).toEqual([{ others: 1, its: '0', deal: '1' }]);
});

describe('the funnel in bi is that of the API', () => {
  it('by stage: visits that began', async () => {
    const { totals } = await both.demo.api<FunnelAnswer>('/v1/funnel?from=2025-07-01&to=2026-01-01');
    const found = await both.demo.bi(`SELECT stage, toString(count()) AS entered FROM stage_entries
      WHERE subject = 'lead' AND entered_at >= '2025-07-01' AND entered_at < '2026-01-01' GROUP BY stage`);
    const ofLeads = totals.stages.filter(({ stage }) => !['opportunity', 'customer'].includes(stage));
    expect(ofLeads[0]!.entered).toBeGreaterThan(10);
    const counts = new Map(found.map(({ stage, entered }) => [stage!, Number(entered)]));
    expect(ofLeads.map(({ stage }) => [stage, counts.get(stage) ?? 0])).toEqual(
      ofLeads.map(({ stage, entered }) => [stage, entered]),
    );
  });

  it('clocks of the agreement, by owner and state', async () => {
    const window = 'from=2025-07-01&to=2026-06-30&groupBy=owner';
    const { rows } = await both.demo.api<SlaAnswer>(`/v1/sla?${window}`);
    const found = await both.demo.bi(`SELECT owner, clock, state, toString(count()) AS clocks FROM sla_clocks
      WHERE started_at >= '2025-07-01' AND started_at < '2026-06-30' GROUP BY owner, clock, state`);
    const states = ['met', 'breached', 'never_worked', 'withdrawn', 'running'] as const;
    const expected = rows.flatMap((row) =>
      (['contact', 'disposition'] as const).flatMap((clock) =>
        states
          .filter((state) => row[clock][state] > 0)
          .map((state) => [`${row.owner} ${clock} ${state}`, row[clock][state]]),
      ),
    );
    expect(expected.length).toBeGreaterThan(5);
    const told = found.map((row) => [
      `${row['owner'] || '(none)'} ${row['clock']} ${row['state']}`,
      Number(row['clocks']),
    ]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
  });

  it('people are the people of touches and leads, by all that is said of them', async () => {
    const asked = "touches, leads, first_channel, account_id != '' AS has_account";
    const found = await both.demo.bi(
      `SELECT person, toString(first_seen_at) AS first_seen_at, ${asked} FROM people ORDER BY person`,
    );
    const expected = await both.demo.bi(`
      SELECT person, toString(min(at)) AS first_seen_at, countIf(is_touch) AS touches, countIf(NOT is_touch) AS leads,
        argMinIf(named, (at, id), is_touch) AS first_channel, argMax(account, at) != '' AS has_account
      FROM (
        SELECT person, account_id AS account, occurred_at AS at, event_id AS id, toString(channel) AS named, true AS is_touch
        FROM touches WHERE person != ''
        UNION ALL SELECT person, account_id, created_at, lead_id, '', false FROM leads WHERE person != '')
      GROUP BY person ORDER BY person`);
    expect(found.length).toBeGreaterThan(100);
    expect(
      found.filter(({ touches, leads }) => Number(touches) > 0 && Number(leads) > 0).length,
    ).toBeGreaterThan(20);
    expect(found).toEqual(expected);
    // credit names the same people
    const [strangers] = await both.demo.bi(`SELECT toString(count()) AS count FROM credit
      WHERE reason = '' AND person NOT IN (SELECT person FROM people)`);
    expect(strangers).toEqual({ count: '0' });
  });
});
