import type { EventData, Money } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import { changesOf, foldStream, type Change, type Step } from './stream-fold.js';

interface SubscriptionFacts {
  /** Epoch milliseconds of the first start; null as long as only later events are known. */
  startedAt: number | null;
  status: 'active' | 'churned';
  /** Epoch milliseconds, null unless churned now. */
  churnedAt: number | null;
  /** Recurring amount a month: the latest by business order. */
  monthly: Money | null;
  /** Recurring amount a month at the first start. */
  monthlyAtStart: Money | null;
  plan: string | null;
  dealId: string | null;
  /** Account keys of the latest event that names any. */
  accountKeys: string[];
}

/** What a subscription pays from a moment on. */
export interface SubscriptionMonths {
  /** Epoch milliseconds. */
  from: number;
  isChurned: boolean;
  /** A month; null: not known. */
  monthly: Money | null;
}

/** A subscription as its events tell it. */
export interface SubscriptionState extends SubscriptionFacts {
  subscriptionId: string;
  /** In business order. */
  months: SubscriptionMonths[];
  /** Events that changed something, in business order. */
  changes: Change[];
}

const nothing: SubscriptionFacts = {
  startedAt: null,
  status: 'active',
  churnedAt: null,
  monthly: null,
  monthlyAtStart: null,
  plan: null,
  dealId: null,
  accountKeys: [],
};

type SubscriptionData = Partial<EventData<'subscription.renewed.v1'>>;

function applyTo(facts: SubscriptionFacts, event: LogEvent): SubscriptionFacts {
  const data = event.data as SubscriptionData;
  const starts = event.type === 'subscription.started.v1';
  const churns = event.type === 'subscription.churned.v1';
  const goesOn = starts || event.type === 'subscription.renewed.v1';
  const first = starts && facts.startedAt === null;
  const status = churns ? 'churned' : goesOn ? 'active' : facts.status;
  return {
    startedAt: first ? event.occurredAt : facts.startedAt,
    status,
    churnedAt: status === 'active' ? null : (facts.churnedAt ?? event.occurredAt),
    monthly: data.monthly ?? facts.monthly,
    monthlyAtStart: first ? (data.monthly ?? null) : facts.monthlyAtStart,
    plan: data.plan ?? facts.plan,
    dealId: data.dealId ?? facts.dealId,
    accountKeys: event.links.accounts.length > 0 ? event.links.accounts : facts.accountKeys,
  };
}

function monthsOf(steps: Step<SubscriptionFacts>[]): SubscriptionMonths[] {
  return steps.flatMap(({ event, facts: { status, monthly }, what }) => {
    if (!what.includes('monthly') && !what.includes('status')) return [];
    return [{ from: event.occurredAt, isChurned: status === 'churned', monthly }];
  });
}

/**
 * The subscription that the events of ONE subscription's stream tell; null without events. A pure function of the set
 * of events: they may come late, twice and in any order. A renewal or a new start after churn makes it active again;
 * its start stays the first one.
 */
export function foldSubscription(events: LogEvent[]): SubscriptionState | null {
  const steps = foldStream(events, nothing, applyTo);
  const last = steps.at(-1);
  if (!last) return null;
  return {
    ...last.facts,
    subscriptionId: (last.event.data as SubscriptionData).subscriptionId ?? '',
    months: monthsOf(steps),
    changes: changesOf(steps),
  };
}
