import type { Money } from '@touchstone/contracts';
import type { DealState } from './deal.js';
import type { LeadState } from './lead.js';
import type { SubscriptionState } from './subscription.js';

/** Kinds of conversion that journeys are kept for. */
export const conversionKinds = [
  'lead.created',
  'lead.qualified',
  'deal.created',
  'deal.won',
  'subscription.started',
] as const;
export type ConversionKind = (typeof conversionKinds)[number];

/** A moment that credit is given for. */
export interface Conversion {
  kind: ConversionKind;
  /** dealId, leadId or subscriptionId. */
  id: string;
  /** Epoch milliseconds. */
  convertedAt: number;
  /** Latest amount known; null where there is none (leads never have one). A subscription's is a month's. */
  amount: Money | null;
  amountAtConversion: Money | null;
  accountKeys: string[];
  contacts: { keys: string[]; primary: boolean }[];
  owner: string | null;
  pipeline: string | null;
  /** Day of the deal's close (YYYY-MM-DD), for the exchange rate; null where nothing was closed. */
  closeDay: string | null;
  /** Epoch milliseconds: creation of the deal or lead, start of the subscription. */
  createdAt: number;
}

/** A deal's conversions: its creation, and its win while it is won. None for a deleted deal. */
export function conversionsOfDeal(deal: DealState): Conversion[] {
  if (deal.status === 'deleted') return [];
  const common = {
    id: deal.dealId,
    amount: deal.amount,
    accountKeys: deal.accountKeys,
    contacts: deal.contacts.map(({ keys, primary }) => ({ keys, primary })),
    owner: deal.owner,
    pipeline: deal.pipeline,
    closeDay: deal.closeDay,
    createdAt: deal.createdAt,
  };
  const created: Conversion = {
    ...common,
    kind: 'deal.created',
    convertedAt: deal.createdAt,
    amountAtConversion: deal.amountAtCreated,
  };
  if (deal.wonAt === null) return [created];
  return [
    created,
    { ...common, kind: 'deal.won', convertedAt: deal.wonAt, amountAtConversion: deal.amountAtWon },
  ];
}

/** A lead's conversions: its creation, and the first qualification of its current life. */
export function conversionsOfLead(lead: LeadState): Conversion[] {
  const common = {
    id: lead.leadId,
    amount: null,
    amountAtConversion: null,
    accountKeys: lead.accountKeys,
    contacts: lead.personKeys.length > 0 ? [{ keys: lead.personKeys, primary: true }] : [],
    owner: lead.owner,
    pipeline: null,
    closeDay: null,
    createdAt: lead.createdAt,
  };
  const created: Conversion = { ...common, kind: 'lead.created', convertedAt: lead.createdAt };
  if (lead.qualifiedAt === null) return [created];
  return [created, { ...common, kind: 'lead.qualified', convertedAt: lead.qualifiedAt }];
}

/** A subscription's conversion: its first start, once that is known. */
export function conversionsOfSubscription(subscription: SubscriptionState): Conversion[] {
  if (subscription.startedAt === null) return [];
  return [
    {
      kind: 'subscription.started',
      id: subscription.subscriptionId,
      convertedAt: subscription.startedAt,
      amount: subscription.monthly,
      amountAtConversion: subscription.monthlyAtStart,
      accountKeys: subscription.accountKeys,
      contacts: [],
      owner: null,
      pipeline: null,
      closeDay: null,
      createdAt: subscription.startedAt,
    },
  ];
}
