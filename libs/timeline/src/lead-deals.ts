import type { AccountDirectory } from './account-directory.js';
import { compareText } from './order.js';
import type { DealSubject } from './subjects.js';

/** A deal as far as leads go on in it. */
export interface LeadDeal {
  dealId: string;
  /** Surviving or other key of its account; null: it names none. */
  accountKey: string | null;
  isDeleted: boolean;
  /** Epoch milliseconds. */
  createdAt: number;
  createdEventId: string;
  wonAt: number | null;
  lostAt: number | null;
  closedEventId: string | null;
}

export function leadDealOf({ accountKeys, state }: DealSubject): LeadDeal {
  const { dealId, status, createdAt, createdEventId, wonAt, lostAt, closedEventId } = state;
  return {
    dealId,
    accountKey: accountKeys[0] ?? null,
    isDeleted: status === 'deleted',
    createdAt,
    createdEventId,
    wonAt,
    lostAt,
    closedEventId,
  };
}

/** The deals that leads around a batch of events go on in, in memory. */
export class LeadDeals {
  private readonly deals = new Map<string, LeadDeal>();
  private readonly byAccountKey = new Map<string, Set<string>>();

  /** Takes in what is stored; what is here already is newer. */
  load(subjects: DealSubject[]): void {
    for (const subject of subjects) if (!this.deals.has(subject.id)) this.put(subject);
  }

  get size(): number {
    return this.deals.size;
  }

  /** @returns the deal before and after, if leads may stand otherwise; else nothing */
  put(subject: DealSubject): LeadDeal[] {
    const after = leadDealOf(subject);
    const before = this.deals.get(after.dealId);
    if (before && JSON.stringify(before) === JSON.stringify(after)) return [];
    if (before?.accountKey) this.byAccountKey.get(before.accountKey)?.delete(before.dealId);
    this.deals.set(after.dealId, after);
    if (after.accountKey !== null) {
      const ofAccount = this.byAccountKey.get(after.accountKey);
      if (ofAccount) ofAccount.add(after.dealId);
      else this.byAccountKey.set(after.accountKey, new Set([after.dealId]));
    }
    return before ? [before, after] : [after];
  }

  /** The deal that a lead names, else the first of its account from the lead's creation on; null: none. */
  ofLead(
    { dealId, createdAt }: { dealId: string | null; createdAt: number },
    account: string | null,
    accounts: AccountDirectory,
  ): LeadDeal | null {
    if (dealId !== null) {
      const named = this.deals.get(dealId);
      return named && !named.isDeleted ? named : null;
    }
    if (account === null) return null;
    let first: LeadDeal | null = null;
    for (const key of accounts.keysOf(account))
      for (const id of this.byAccountKey.get(key) ?? []) {
        const deal = this.deals.get(id)!;
        if (deal.isDeleted || deal.createdAt < createdAt) continue;
        if (!first || (deal.createdAt - first.createdAt || compareText(deal.dealId, first.dealId)) < 0)
          first = deal;
      }
    return first;
  }
}
