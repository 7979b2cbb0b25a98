import type { Versioned } from './versioned-facts.js';
import { DateTime } from 'luxon';

type Deal = Versioned<'deals'>;
type Subscription = Versioned<'subscriptions'>;

/** What is asked of customers; the same as the library takes. */
export interface Question {
  asOf: number;
  from: number;
  to: number;
  observedUntil: number;
  currency: string;
  timeZone: string;
  margins: readonly { from: number; millionths: number }[];
}

/** A customer, worked out the plain way. Amounts are minor units, margins millionths of them. */
export interface PlainCustomer {
  customer: string;
  acquiredAt: number;
  kind: string;
  conversionId: string;
  owner: string;
  segment: string;
  pipeline: string;
  isRecurring: boolean;
  lacksRate: boolean;
  revenue: bigint[];
  margin: bigint[];
  opening: bigint;
  lost: bigint;
  exitMonth: number;
  isLost: boolean;
}

/** Customers of the window from versions of deals and subscriptions, one loop a rule. */
export function plainCustomers(
  deals: readonly Deal[],
  subscriptions: readonly Subscription[],
  question: Question,
): PlainCustomer[] {
  const { asOf, from, to, observedUntil, currency, timeZone, margins } = question;
  const local = (at: number) => DateTime.fromMillis(at, { zone: timeZone });
  const monthOf = (at: number) => local(at).year * 12 + local(at).month;
  const end = monthOf(observedUntil);
  const marginAt = (at: number) => {
    if (margins.length === 0) return 1_000_000n;
    return BigInt((margins.filter((one) => one.from <= at).at(-1) ?? margins[0]!).millionths);
  };
  const won = newest(deals, ({ dealId }) => dealId, asOf).filter(
    ({ status, closedAt }) => status === 'won' && closedAt !== null && closedAt < observedUntil,
  );
  const paying = newest(subscriptions, ({ subscriptionId }) => subscriptionId, asOf).filter(
    ({ startedAt, changeMonthlyMinor }) =>
      startedAt !== null &&
      startedAt < observedUntil &&
      changeMonthlyMinor.some((amount) => amount === null || amount > 0n),
  );
  const ofDeal = ({ accountId, dealId }: Deal) => (accountId ? `account:${accountId}` : `deal.won:${dealId}`);
  const ofSubscription = ({ accountId, subscriptionId }: Subscription) =>
    accountId ? `account:${accountId}` : `subscription.started:${subscriptionId}`;
  const names = new Set([...won.map(ofDeal), ...paying.map(ofSubscription)]);

  return [...names].flatMap((customer): PlainCustomer[] => {
    const ownDeals = won.filter((deal) => ofDeal(deal) === customer);
    const own = paying.filter((subscription) => ofSubscription(subscription) === customer);
    const came = [
      ...ownDeals.map((deal) => ({
        at: deal.closedAt!,
        kind: 'deal.won',
        id: deal.dealId,
        traits: { owner: deal.owner, segment: deal.segment, pipeline: deal.pipeline },
      })),
      ...own.map((subscription) => ({
        at: subscription.startedAt!,
        kind: 'subscription.started',
        id: subscription.subscriptionId,
        traits: { owner: '', segment: subscription.segment, pipeline: '' },
      })),
    ].sort((a, b) => a.at - b.at || order(a.kind, b.kind) || order(a.id, b.id))[0]!;
    if (came.at < from || came.at >= to) return [];

    const first = monthOf(came.at);
    const revenue: bigint[] = [];
    const margin: bigint[] = [];
    const pay = (at: number, amount: bigint) => {
      const month = monthOf(at) - first;
      while (revenue.length <= month) {
        revenue.push(0n);
        margin.push(0n);
      }
      revenue[month]! += amount;
      margin[month]! += amount * marginAt(at);
    };
    let [opening, lost, lacksRate] = [0n, 0n, false];
    for (const subscription of own) {
      const inRate = subscription.reportCurrency === currency;
      const amounts: bigint[] = [];
      for (let nth = 0; ; nth++) {
        const at = local(subscription.startedAt!).plus({ months: nth }).toMillis();
        if (monthOf(at) >= end) break;
        const change = subscription.changeAt.findLastIndex((moment) => moment <= at);
        const amount = change < 0 ? 0n : inRate ? subscription.changeMonthlyMinor[change]! : null;
        lacksRate ||= amount === null;
        amounts.push(amount ?? 0n);
        pay(at, amount ?? 0n);
      }
      for (let nth = 1; nth < amounts.length; nth++) {
        const [before, now] = [amounts[nth - 1]!, amounts[nth]!];
        opening += before;
        if (now < before) lost += before - now;
      }
    }
    if (own.length === 0)
      for (const deal of ownDeals) {
        const value = deal.reportCurrency === currency ? deal.valueMinor : null;
        lacksRate ||= value === null;
        if (monthOf(deal.closedAt!) < end) pay(deal.closedAt!, value ?? 0n);
      }

    const whole = (until: number) => {
      let months = 0;
      while (
        local(came.at)
          .plus({ months: months + 1 })
          .toMillis() <= until
      )
        months++;
      return months;
    };
    const seen = whole(observedUntil);
    const isOver =
      own.length > 0 && own.every(({ churnedAt }) => churnedAt !== null && churnedAt < observedUntil);
    const leftAt = Math.max(...own.map(({ churnedAt }) => churnedAt ?? 0));
    const left = Math.max(
      1,
      whole(leftAt) +
        (local(came.at)
          .plus({ months: whole(leftAt) })
          .toMillis() < leftAt
          ? 1
          : 0),
    );
    const isLost = isOver && left <= seen;
    return [
      {
        ...{ customer, acquiredAt: came.at, kind: came.kind, conversionId: came.id, ...came.traits },
        ...{ isRecurring: own.length > 0, lacksRate, revenue, margin, opening, lost },
        ...{ isLost, exitMonth: isLost ? left : seen },
      },
    ];
  });
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function newest<Row extends { version: number; isLive: boolean }>(
  rows: readonly Row[],
  idOf: (row: Row) => string,
  asOf: number,
): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    if (row.version > asOf) continue;
    const before = found.get(idOf(row));
    if (!before || row.version > before.version) found.set(idOf(row), row);
  }
  return [...found.values()].filter(({ isLive }) => isLive);
}
