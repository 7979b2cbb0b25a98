import { z } from 'zod';
import { AccountSchema } from './identifiers.js';
import { MoneySchema } from './money.js';

const subscription = {
  subscriptionId: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .meta({ description: 'Id in the billing system.', examples: ['S-9'] }),
  account: AccountSchema.optional(),
  dealId: z.string().max(300).optional(),
  plan: z.string().max(200).optional(),
};
const subscriptionEvent = (name: string, description: string, money: 'required' | 'optional') =>
  z
    .looseObject({ ...subscription, monthly: money === 'required' ? MoneySchema : MoneySchema.optional() })
    .meta({
      title: `subscription.${name}.v1`,
      description: `${description} \`monthly\` is the recurring amount a month from now on.`,
    });

export const SubscriptionStartedV1 = z
  .looseObject({ ...subscription, account: AccountSchema, monthly: MoneySchema })
  .meta({ title: 'subscription.started.v1', description: 'A paid subscription began.' });
export const SubscriptionRenewedV1 = subscriptionEvent('renewed', 'A subscription was renewed.', 'optional');
export const SubscriptionExpandedV1 = subscriptionEvent('expanded', 'A subscription grew.', 'required');
export const SubscriptionContractedV1 = subscriptionEvent('contracted', 'A subscription shrank.', 'required');
export const SubscriptionChurnedV1 = subscriptionEvent('churned', 'A subscription ended.', 'optional');
