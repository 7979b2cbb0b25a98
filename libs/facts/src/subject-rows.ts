import type { LeadState, Subject, SubjectOrder } from '@touchstone/timeline';
import type { DealRow } from './deal-row.js';
import { toInstant } from './instants.js';
import type { LeadFindings, LeadRow } from './lead-row.js';
import type { GroupTouch } from './touch.js';
import type { PersonTouches } from './person-touches.js';
import type { SubscriptionRow } from './subscription-row.js';

type Of<Kind extends Subject['kind']> = Extract<Subject, { kind: Kind }>;

/** What the facts keep of a deal as of its order. */
export function dealRowOf({ state }: Of<'deal'>, order: SubjectOrder): DealRow {
  return {
    dealId: state.dealId,
    createdAt: state.createdAt,
    status: state.status,
    closedAt: state.wonAt ?? state.lostAt,
    closeDay: state.closeDay,
    amountMinor: BigInt(state.amount?.amountMinor ?? 0),
    currency: state.amount?.currency ?? '',
    // a deal without an amount is worth nothing, not unconverted
    valueMinor: state.amount ? order.values[0]! : 0n,
    reportCurrency: order.reportCurrency,
    accountId: order.accountId,
    segment: order.segment,
    owner: state.owner ?? '',
    pipeline: state.pipeline ?? '',
    stage: state.stage ?? '',
    stageName: state.stages.map(({ stage }) => stage),
    stageAt: state.stages.map(({ enteredAt }) => enteredAt),
    stagePosition: state.stages.map(({ position }) => position),
    lostReason: state.lostReason ?? '',
    contactPerson: order.people.map(({ personId }) => personId).sort(),
    lastActivityAt: state.lastActivityAt,
  };
}

/** What the facts keep of a subscription as of its order. */
export function subscriptionRowOf({ state }: Of<'subscription'>, order: SubjectOrder): SubscriptionRow {
  return {
    subscriptionId: state.subscriptionId,
    accountId: order.accountId,
    segment: order.segment,
    dealId: state.dealId ?? '',
    plan: state.plan ?? '',
    startedAt: state.startedAt,
    churnedAt: state.churnedAt,
    status: state.status,
    changeAt: state.months.map(({ from }) => from),
    changeMonthlyMinor: state.months.map(({ isChurned }, nth) => (isChurned ? 0n : order.values[nth]!)),
    reportCurrency: order.reportCurrency,
    currency: state.monthly?.currency ?? '',
  };
}

/** What the facts keep of a lead as of its order, with what definitions make of it. */
export function leadRowOf({ state }: Of<'lead'>, order: SubjectOrder, findings: LeadFindings): LeadRow {
  return {
    leadId: state.leadId,
    createdAt: state.createdAt,
    person: order.people[0]?.personId ?? '',
    accountId: order.accountId,
    segment: order.segment,
    owner: state.owner ?? '',
    status: state.status,
    dealId: state.dealId ?? '',
    ...entryColumns(state),
    ...findings,
  };
}

/** The history of a lead's statuses and owners as parallel arrays. */
export const entryColumns = ({ entries }: Pick<LeadState, 'entries'>) => ({
  entryStatus: entries.map(({ status }) => status),
  entryAt: entries.map(({ enteredAt }) => enteredAt),
  entryPosition: entries.map(({ position }) => position),
  entryOwner: entries.map(({ owner }) => owner ?? ''),
  entryReason: entries.map(({ reason }) => reason ?? ''),
});

/** Whose touches the rows of orders are built from: those of leads. */
export function* groupsOfLeads(orders: Iterable<SubjectOrder>): Generator<{ group: SubjectOrder['people'] }> {
  for (const { subject, people } of orders) if (subject.kind === 'lead') yield { group: people };
}

/** All touches of the people of an order, as the log stood at its commit; theirs until the next are asked for. */
export function touchesOfLead(order: SubjectOrder, touches: PersonTouches): GroupTouch[] {
  const through = { occurredAt: toInstant(Infinity), position: order.version };
  return touches.ofGroup(order.people, through, order.definitions);
}
