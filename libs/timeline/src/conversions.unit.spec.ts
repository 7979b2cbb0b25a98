import { describe, expect, it } from '@jest/globals';
import { conversionsOfDeal, conversionsOfLead, conversionsOfSubscription } from './conversions.js';
import { foldDeal } from './deal.js';
import { foldLead } from './lead.js';
import { logEvent, named } from './log-event.fixture.spec.js';
import { foldSubscription } from './subscription.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const account = { accounts: ['crm:hubspot:account:88'] };

describe('the conversions', () => {
  const deal = [
    logEvent(
      1,
      'deal.created.v1',
      100,
      { dealId: 'D-7', amount: eur(100), owner: 'ae-1', pipeline: 'new' },
      {
        ...account,
        people: [named('primary', 'email:jane')],
      },
    ),
    logEvent(2, 'deal.won.v1', 200, { dealId: 'D-7', amount: eur(120), closedAt: '1970-01-01' }),
    logEvent(3, 'deal.amount_changed.v1', 300, { dealId: 'D-7', amount: eur(130) }),
  ];

  it('of a won deal are its creation and its win, with the amounts of now and then', () => {
    const common = {
      id: 'D-7',
      amount: eur(130),
      accountKeys: ['crm:hubspot:account:88'],
      contacts: [{ keys: ['email:jane'], primary: true }],
      owner: 'ae-1',
      pipeline: 'new',
      closeDay: '1970-01-01',
      createdAt: 100,
    };
    expect(conversionsOfDeal(foldDeal(deal, 'UTC')!)).toEqual([
      { ...common, kind: 'deal.created', convertedAt: 100, amountAtConversion: eur(100) },
      { ...common, kind: 'deal.won', convertedAt: 86_399_999, amountAtConversion: eur(120) },
    ]);
  });

  it('of a deal that is open again, or deleted, have no win, or are none', () => {
    const reopened = logEvent(4, 'deal.reopened.v1', 400, { dealId: 'D-7' });
    const deleted = logEvent(5, 'deal.deleted.v1', 500, { dealId: 'D-7' });
    const kinds = (...more: typeof deal) =>
      conversionsOfDeal(foldDeal([...deal, ...more], 'UTC')!).map(({ kind }) => kind);
    expect(kinds(reopened)).toEqual(['deal.created']);
    expect(kinds(reopened, deleted)).toEqual([]);
  });

  it('of a lead are its creation and its qualification, by its person', () => {
    const person = { people: [named('subject', 'crm:hubspot:contact:1', 'email:jane')] };
    const created = logEvent(
      1,
      'lead.created.v1',
      100,
      { leadId: 'L-1', person: { email: 'jane@acme.example' } },
      person,
    );
    const qualified = logEvent(2, 'lead.qualified.v1', 200, { leadId: 'L-1' });
    const conversions = conversionsOfLead(foldLead([created, qualified])!);
    expect(conversions.map(({ kind, convertedAt }) => [kind, convertedAt])).toEqual([
      ['lead.created', 100],
      ['lead.qualified', 200],
    ]);
    expect(conversions[1]).toMatchObject({
      id: 'L-1',
      amount: null,
      contacts: [{ keys: ['crm:hubspot:contact:1', 'email:jane'], primary: true }],
      createdAt: 100,
    });
  });

  it('of a subscription is its first start', () => {
    const data = { subscriptionId: 'S-9', account: { domain: 'acme.example' }, monthly: eur(9) };
    const renewed = logEvent(2, 'subscription.renewed.v1', 300, { ...data, monthly: eur(11) });
    const started = logEvent(1, 'subscription.started.v1', 100, data, account);
    expect(conversionsOfSubscription(foldSubscription([renewed])!)).toEqual([]);
    expect(conversionsOfSubscription(foldSubscription([renewed, started])!)).toMatchObject([
      {
        kind: 'subscription.started',
        id: 'S-9',
        convertedAt: 100,
        amount: eur(11),
        amountAtConversion: eur(9),
        accountKeys: account.accounts,
      },
    ]);
  });
});
