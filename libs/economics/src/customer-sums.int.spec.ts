import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AttributionParameters,
  contributionsOf,
  conversionParts,
  dayMs,
  type Model,
  noLabel,
} from '@touchstone/attribution';
import { migrate, type ClickHouse } from '@touchstone/facts';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { generatedJourneys, type GeneratedJourney } from '../../../tests/support/generated-journeys.js';
import { insertJourneys } from '../../../tests/support/insert-journeys.js';
import { modelOptions } from '../../../tests/support/model-journeys.js';
import { plainCustomers } from '../../../tests/support/plain-customers.js';
import { dealFact, loadVersions, subscriptionFact } from '../../../tests/support/versioned-facts.js';
import { groupings, type Grouping } from './customer-labels.js';
import { customerSums, type CustomerSums } from './customer-sums.js';
import type { CustomersOf } from './customer-question.js';
import type { Exits } from './survival-curve.js';

const month = 30.5 * dayMs;
const start = Date.UTC(2025, 0, 1);
const customers: CustomersOf = {
  workspace: 'acme',
  asOf: 10_000,
  from: start,
  to: start + 10 * month,
  observedUntil: start + 14 * month,
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  margins: [
    { from: start, millionths: 650_000 },
    { from: start + 6 * month, millionths: 812_345 },
  ],
};
const parameters: AttributionParameters = {
  ...{ workspace: 'acme', models: [], customModels: modelOptions.customModels, filters: {}, groupBy: [] },
  ...{ from: 0, to: 1, conversion: 'deal.won', lookbackDays: 90, scope: 'account', touchScope: 'marketing' },
  ...{ countViews: false, halfLifeDays: 7, valueFunction: 'revenue', details: false, value: 'latest' },
  ...{ asOf: 10_000, currency: 'EUR', timeZone: 'Europe/Berlin' },
};

const deals = Array.from({ length: 160 }, (_, nth) =>
  dealFact({
    dealId: `D-${nth}`,
    status: nth % 9 === 8 ? 'lost' : 'won',
    closedAt: start + ((nth * 37) % 400) * dayMs,
    closeDay: '2025-01-01',
    accountId: nth % 11 === 0 ? '' : `acc_${nth % 70}`,
    valueMinor: nth % 23 === 0 ? null : BigInt(nth * 1001 - 3000),
    owner: ['ann', 'bob', ''][nth % 3]!,
    segment: ['smb', ''][nth % 2]!,
  }),
);
const subscriptions = Array.from({ length: 60 }, (_, nth) => {
  const startedAt = start + ((nth * 53) % 380) * dayMs;
  const churnedAt = nth % 3 === 0 ? startedAt + (20 + ((nth * 17) % 150)) * dayMs : null;
  return subscriptionFact({
    ...{ subscriptionId: `S-${nth}`, accountId: `acc_${nth * 2}`, startedAt, churnedAt, segment: 'smb' },
    changeAt: [startedAt, ...(churnedAt ? [churnedAt] : [])],
    changeMonthlyMinor: [BigInt(990 + nth), ...(churnedAt ? [0n] : [])],
  });
});
const plain = plainCustomers(deals, subscriptions, customers);
/** Most customers have a journey that they came with, of every kind of trouble. */
const journeys = generatedJourneys(plain.length, 11)
  .filter(({ isLive }) => isLive)
  .slice(0, plain.length)
  .flatMap((row, nth): GeneratedJourney[] => {
    const { acquiredAt, conversionId, kind } = plain[nth]!;
    const moved = (moments: number[]) => moments.map((at) => at + acquiredAt - row.convertedAt);
    const journey = {
      ...{
        ...row,
        conversionId,
        version: 7,
        convertedAt: acquiredAt,
        kind: kind as GeneratedJourney['kind'],
      },
      ...{ touchAt: moved(row.touchAt), leadAt: moved(row.leadAt) },
    };
    return nth % 7 === 6 ? [] : [journey];
  });

describe('sums over customers', () => {
  let engine: Awaited<ReturnType<typeof freshClickHouse>>;
  let clickhouse: ClickHouse;

  beforeAll(async () => {
    engine = await freshClickHouse();
    clickhouse = engine.clickhouse;
    await migrate(clickhouse);
    await loadVersions(clickhouse, 'deals', deals);
    await loadVersions(clickhouse, 'subscriptions', subscriptions);
    await insertJourneys(clickhouse, journeys, 'journeys');
  });
  afterAll(() => engine.drop());

  const cases: [Model, Grouping][] = [
    ...(['first', 'linear', 'u_shaped', 'time_decay', 'lead_creation', 'custom'] as const).map(
      (model): [Model, Grouping] => [model, 'channel'],
    ),
    ...groupings.map((groupBy): [Model, Grouping] => ['linear', groupBy]),
  ];
  it.each(cases)('by %s and %s are those of the plain implementation', async (model, groupBy) => {
    const sums = await customerSums(clickhouse, customers, {
      ...{ groupBy, model, parameters },
      optionsOf: () => Promise.resolve(modelOptions),
    });
    expect(byKey(sums)).toEqual(byKey(plainSums(model, groupBy)));
    const all = sums.reduce((total, one) => total + one.customers, 0n);
    expect(all).toBe(BigInt(plain.length) * conversionParts);
  });

  it('leave out money that nobody asked for, and nothing else', async () => {
    const sharing = {
      ...({ groupBy: 'channel', model: 'linear', parameters } as const),
      optionsOf: () => Promise.resolve(modelOptions),
    };
    const [whole, without] = await Promise.all([
      customerSums(clickhouse, customers, sharing),
      customerSums(clickhouse, customers, sharing, { money: false }),
    ]);
    const none = {
      recurringMargin: 0n,
      recurringRevenue: 0n,
      paidMonths: 0n,
      opening: 0n,
      lost: 0n,
      marginByMonth: [],
    };
    expect(byKey(without)).toEqual(byKey(whole.map((one) => ({ ...one, ...none }))));
  });
});

/** Labels of each customer with his parts, by the reference models. */
function sharesOf(nth: number, model: Model, groupBy: Grouping): [string | null, bigint][] {
  const customer = plain[nth]!;
  if (groupBy === 'owner' || groupBy === 'segment' || groupBy === 'pipeline')
    return [[customer[groupBy], conversionParts]];
  const version = journeys.find(({ conversionId }) => conversionId === customer.conversionId);
  // what counts is the customer, whatever he is worth and in which currency
  const valued = version && { ...version, valueMinor: conversionParts, reportCurrency: parameters.currency };
  const asked = {
    ...parameters,
    models: [model],
    groupBy: [groupBy],
    conversion: version?.kind ?? 'deal.won',
  };
  const parts = valued
    ? contributionsOf(valued, asked, modelOptions).filter(({ reason }) => reason === null)
    : [];
  if (parts.length === 0) return [[null, conversionParts]];
  return parts.map(({ group, creditMinor }) => [group![0] === noLabel ? '' : group![0]!, creditMinor]);
}

function plainSums(model: Model, groupBy: Grouping): CustomerSums[] {
  const sums = new Map<string, CustomerSums>();
  for (const [nth, customer] of plain.entries())
    for (const [label, part] of sharesOf(nth, model, groupBy)) {
      const zone = { timeZone: 'Europe/Berlin' } as const;
      const month = new Date(customer.acquiredAt).toLocaleDateString('sv', zone).slice(0, 7);
      const key = JSON.stringify([month, label]);
      const sum = sums.get(key) ?? {
        ...{
          month,
          label,
          customers: 0n,
          recurring: 0n,
          withoutRate: 0n,
          marginByMonth: [],
          recurringMargin: 0n,
        },
        ...{ recurringRevenue: 0n, paidMonths: 0n, opening: 0n, lost: 0n, exits: [] as Exits[] },
      };
      sums.set(key, sum);
      const total = (amounts: bigint[]) => amounts.reduce((all, one) => all + one, 0n) * part;
      sum.customers += part;
      if (customer.lacksRate) sum.withoutRate += part;
      for (const [at, amount] of customer.margin.entries())
        sum.marginByMonth[at] = (sum.marginByMonth[at] ?? 0n) + amount * part;
      if (!customer.isRecurring) continue;
      sum.recurring += part;
      sum.recurringMargin += total(customer.margin);
      sum.recurringRevenue += total(customer.revenue);
      sum.paidMonths += BigInt(customer.revenue.filter((amount) => amount > 0n).length) * part;
      sum.opening += customer.opening * part;
      sum.lost += customer.lost * part;
      const { isLost, exitMonth } = customer;
      sum.exits.push({ month: exitMonth, lost: isLost ? part : 0n, censored: isLost ? 0n : part });
    }
  return [...sums.values()];
}

/** Comparable: by month and label, exits of one month in one, no months at the end without anything. */
function byKey(sums: readonly CustomerSums[]) {
  return new Map(
    [...sums]
      .sort((a, b) => (JSON.stringify([a.month, a.label]) < JSON.stringify([b.month, b.label]) ? -1 : 1))
      .map((one) => {
        const exits = new Map<string, bigint>();
        for (const { month, lost, censored } of one.exits)
          for (const [what, part] of Object.entries({ lost, censored }))
            if (part > 0n) exits.set(`${what} ${month}`, (exits.get(`${what} ${month}`) ?? 0n) + part);
        const { marginByMonth: all } = one;
        const marginByMonth = all.slice(0, all.findLastIndex((amount) => amount !== 0n) + 1);
        return [`${one.month} ${one.label}`, { ...one, marginByMonth, exits: new Map([...exits].sort()) }];
      }),
  );
}
