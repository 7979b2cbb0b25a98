import { describe, expect, it } from '@jest/globals';
import { AccountDirectory } from './account-directory.js';
import { foldDeal } from './deal.js';
import { LeadDeals } from './lead-deals.js';
import { logEvent } from './log-event.fixture.spec.js';
import { subjectOfDeal } from './subjects.js';

const account = 'domain:alpha.example';
const created = (dealId: string, at: number, accounts = [account]) =>
  logEvent(at, 'deal.created.v1', at, { dealId }, { accounts });
const deal = (...events: ReturnType<typeof created>[]) => subjectOfDeal(foldDeal(events, 'UTC')!);
const lead = (createdAt: number, dealId: string | null = null) => ({ dealId, createdAt });

describe('the deal of a lead', () => {
  const deals = new LeadDeals();
  const accounts = new AccountDirectory();
  deals.load([deal(created('D-2', 20)), deal(created('D-1', 10)), deal(created('D-0', 5, []))]);
  const idFor = (of: ReturnType<typeof lead>, ofAccount: string | null = account) =>
    deals.ofLead(of, ofAccount, accounts)?.dealId;

  it('is the one it names, else the first of its account from its creation on', () => {
    expect(idFor(lead(1, 'D-0'))).toBe('D-0');
    expect([5, 10, 11, 21].map((createdAt) => idFor(lead(createdAt)))).toEqual([
      'D-1',
      'D-1',
      'D-2',
      undefined,
    ]);
    expect(idFor(lead(1), null)).toBeUndefined();
    expect(idFor(lead(1, 'D-9'))).toBeUndefined();
  });

  it('is told before and after where leads may stand otherwise, and leaves its account with it', () => {
    expect(deals.put(deal(created('D-1', 10)))).toEqual([]);
    const staged = logEvent(11, 'deal.stage_changed.v1', 11, { dealId: 'D-1', stage: 'demo' });
    expect(deals.put(deal(created('D-1', 10), staged))).toEqual([]);
    const moved = deals.put(deal(created('D-1', 10, ['domain:beta.example'])));
    expect(moved.map(({ accountKey }) => accountKey)).toEqual([account, 'domain:beta.example']);
    expect(idFor(lead(5))).toBe('D-2');
    const deleted = logEvent(30, 'deal.deleted.v1', 30, { dealId: 'D-2' });
    deals.put(deal(created('D-2', 20), deleted));
    expect(idFor(lead(5))).toBeUndefined();
  });
});
