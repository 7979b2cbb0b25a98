import type { CustomerFacts } from '@touchstone/economics';
import { z } from 'zod';
import { instant } from '../attribution/credit-fields.js';
import { iso } from '../moments.js';

/** What lists say of a customer. */
export const customerFactsFields = {
  acquiredAt: instant.nullable().meta({
    description: 'First won deal or first paid subscription of the account; null: it is no customer.',
  }),
  dealIds: z.array(z.string()).meta({ description: 'Its won deals, by close.' }),
  subscriptionIds: z.array(z.string()).meta({ description: 'Its paid subscriptions, by start.' }),
  churnedAt: instant
    .nullable()
    .meta({ description: 'When the last of its subscriptions ended; null: one goes on, or it had none.' }),
};

/** Pseudonymous id of a customer. */
export const accountId = z.string().meta({ description: 'Pseudonymous; empty: it has no account.' });

export const customerFactsOf = (facts: CustomerFacts | null) => ({
  acquiredAt: facts && iso(facts.acquiredAt),
  dealIds: facts?.dealIds ?? [],
  subscriptionIds: facts?.subscriptionIds ?? [],
  churnedAt: facts?.churnedAt ? iso(facts.churnedAt) : null,
});

export const customerFactsExample = {
  acquiredAt: '2026-01-10T08:00:00.000Z',
  dealIds: ['D-7'],
  subscriptionIds: ['S-7'],
  churnedAt: null,
};
