import { z } from 'zod';
import { AccountSchema, PersonSchema } from './identifiers.js';
import { MoneySchema } from './money.js';
import { InstantOrDaySchema, InstantSchema } from './times.js';

export const DealContactSchema = z
  .object({ person: PersonSchema, primary: z.boolean().optional(), role: z.string().max(100).optional() })
  .meta({ description: 'A person of the deal’s buying group.' });

const deal = {
  dealId: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .meta({ description: 'The deal’s id in its source.', examples: ['D-7'] }),
  account: AccountSchema.optional(),
  contacts: z.array(DealContactSchema).max(200).optional(),
  owner: z.string().max(200).optional(),
  pipeline: z.string().max(200).optional(),
  stage: z.string().max(200).optional(),
  amount: MoneySchema.optional(),
};
const reason = z.string().max(500).optional();
const dealEvent = <T extends z.ZodRawShape>(name: string, description: string, more: T) =>
  z.looseObject({ ...deal, ...more }).meta({ title: `deal.${name}.v1`, description });

export const DealCreatedV1 = dealEvent('created', 'A deal (opportunity) was created.', {});
export const DealStageChangedV1 = dealEvent('stage_changed', 'The deal moved to another stage.', {
  stage: z.string().min(1).max(200),
});
export const DealAmountChangedV1 = dealEvent('amount_changed', 'The deal’s amount changed.', {
  amount: MoneySchema,
});
export const DealContactAddedV1 = dealEvent('contact_added', 'Somebody joined the buying group.', {
  contacts: z.array(DealContactSchema).min(1).max(200),
});
export const DealWonV1 = dealEvent('won', 'The deal was won.', { closedAt: InstantOrDaySchema.optional() });
export const DealLostV1 = dealEvent('lost', 'The deal was lost.', {
  closedAt: InstantOrDaySchema.optional(),
  reason,
});
export const DealReopenedV1 = dealEvent('reopened', 'A closed deal is open again.', { reason });
export const DealDeletedV1 = dealEvent('deleted', 'The deal was deleted in the CRM.', { reason });

/** The deal as the CRM shows it now; compared with what is known, an unchanged one has no effect. */
export const DealSnapshotV1 = dealEvent('snapshot', 'The deal as the CRM shows it now.', {
  status: z.enum(['open', 'won', 'lost', 'deleted']),
  createdAt: InstantSchema.optional(),
  closedAt: InstantOrDaySchema.optional(),
});
