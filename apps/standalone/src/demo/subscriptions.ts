import type { Money } from '@touchstone/contracts';
import { channels } from './channels.js';
import { day } from './clock.js';
import { asAccount } from './company.js';
import type { Deal } from './deals.js';
import type { EventBook } from './event-book.js';
import type { Random } from './prng.js';

const month = 30 * day;

/**
 * The subscription that a won new-business deal starts, month by month; how it fares depends on the channel. A won
 * `expansion` deal adds to it, if the customer is still there.
 */
export function recordSubscription(book: EventBook, random: Random, deal: Deal, expansion?: Deal): void {
  const startsAt = (deal.wonAgainAt ?? deal.closedAt) + 3 * day;
  const { monthlyChurn, fit } = channels[deal.company.channel];
  const { segment, domain } = deal.company;
  const customer = `crm:stripe:account:cus_${random.hex(14)}`;
  const subscription = {
    subscriptionId: `S-${deal.dealId.slice(2)}`,
    account: { ...asAccount(deal.company), domain, crmIds: [customer] },
    dealId: deal.dealId,
    plan: segment === 'smb' ? 'team' : segment === 'mid-market' ? 'business' : 'enterprise',
  };
  let monthly: Money = { ...deal.amount, amountMinor: Math.round(deal.amount.amountMinor / 12) };
  const billing = 'billing/stripe';
  const termMonths = segment === 'smb' ? 1 : segment === 'mid-market' ? 3 : 12;

  book.record(billing, 'subscription.started.v1', startsAt, { ...subscription, monthly });
  for (let age = 1; startsAt + age * month <= book.span.end; age++) {
    const at = startsAt + age * month;
    const boughtAt = expansion?.closedAt ?? 0;
    if (expansion && boughtAt >= at - month && boughtAt < at) {
      monthly = {
        ...monthly,
        amountMinor: monthly.amountMinor + Math.round(expansion.amount.amountMinor / 12),
      };
      book.record(billing, 'subscription.expanded.v1', boughtAt, { ...subscription, monthly });
    }
    if (random.chance(monthlyChurn)) return book.record(billing, 'subscription.churned.v1', at, subscription);
    if (age % termMonths === 0)
      book.record(billing, 'subscription.renewed.v1', at, { ...subscription, monthly });
    const grows = random.chance(0.03 + 0.02 * (fit + 0.7));
    if (!grows && !random.chance(0.012)) continue;
    monthly = {
      ...monthly,
      amountMinor: Math.round(monthly.amountMinor * random.pick(grows ? [1.1, 1.25, 1.5] : [0.7, 0.85])),
    };
    const type = grows ? 'subscription.expanded.v1' : 'subscription.contracted.v1';
    book.record(billing, type, at + 5 * day, { ...subscription, monthly });
  }
}
