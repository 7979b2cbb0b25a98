import type { Money } from '@touchstone/contracts';
import { dayOf } from './day-of.js';
import type { DealState } from './deal.js';
import type { LeadState } from './lead.js';
import type { SubscriptionState } from './subscription.js';

/** What conversions are of, each kept as a whole beside them. */
export const subjectKinds = ['deal', 'lead', 'subscription'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

interface SubjectOf<Kind extends SubjectKind, State> {
  kind: Kind;
  /** dealId, leadId or subscriptionId. */
  id: string;
  accountKeys: string[];
  contacts: { keys: string[]; primary: boolean }[];
  /** Streams of others that it depends on: of a lead, that of the deal that it names. */
  dependsOn: string[];
  /** The latest, and one in another currency where there is one: rates of both currencies matter to it. */
  amount: Money | null;
  amountAtConversion: Money | null;
  state: Omit<State, 'changes'>;
}

export type DealSubject = SubjectOf<'deal', DealState>;

/** A deal, lead or subscription as a whole: whom it names, what it is worth, and what its events tell. */
export type Subject =
  DealSubject | SubjectOf<'lead', LeadState> | SubjectOf<'subscription', SubscriptionState>;

export function subjectOfDeal({ changes: _, ...state }: DealState): DealSubject {
  return {
    kind: 'deal',
    id: state.dealId,
    accountKeys: state.accountKeys,
    dependsOn: [],
    contacts: state.contacts.map(({ keys, primary }) => ({ keys, primary })),
    amount: state.amount,
    amountAtConversion: null,
    state,
  };
}

export function subjectOfLead({ changes: _, ...state }: LeadState): Subject {
  return {
    kind: 'lead',
    id: state.leadId,
    accountKeys: state.accountKeys,
    dependsOn: state.dealId === null ? [] : [`deal:${state.dealId}`],
    contacts: state.personKeys.length > 0 ? [{ keys: state.personKeys, primary: true }] : [],
    amount: null,
    amountAtConversion: null,
    state,
  };
}

export function subjectOfSubscription({ changes: _, ...state }: SubscriptionState): Subject {
  const { monthly } = state;
  const other = state.months.find((month) => month.monthly && month.monthly.currency !== monthly?.currency);
  return {
    kind: 'subscription',
    id: state.subscriptionId,
    accountKeys: state.accountKeys,
    dependsOn: [],
    contacts: [],
    amount: monthly,
    amountAtConversion: other?.monthly ?? null,
    state,
  };
}

/** The amounts that the facts keep of a subject in the currency of reports; null: none, or of a third currency. */
export function amountsOf(subject: Subject): (Money | null)[] {
  if (subject.kind === 'deal') return [subject.amount];
  if (subject.kind === 'lead') return [];
  const currencies = [subject.amount?.currency, subject.amountAtConversion?.currency];
  return subject.state.months.map(({ monthly }) =>
    monthly && currencies.includes(monthly.currency) ? monthly : null,
  );
}

/** The day whose rate converts the amounts of a subject (YYYY-MM-DD); null where it has none. */
export function rateDayOfSubject({ kind, state }: Subject, timeZone: string): string | null {
  if (kind === 'lead') return null;
  if (kind === 'deal') return state.closeDay ?? dayOf(state.createdAt, timeZone);
  const begin = state.startedAt ?? state.months[0]?.from;
  return begin === undefined ? null : dayOf(begin, timeZone);
}
