import { z } from 'zod';

/** What is published for a message that was not accepted; its bytes stay in quarantine. */
export const RejectedMessageSchema = z
  .object({
    workspace: z.string(),
    reason: z.string().meta({ description: 'Machine-readable, such as invalid_data or id_conflict.' }),
    detail: z.string().meta({ description: 'What is wrong, where, and what to do.' }),
    door: z.string().meta({ description: 'Where it came in.' }),
    origin: z.string().nullable().meta({ description: 'topic/partition/offset/index; null over HTTP.' }),
    source: z.string().nullable(),
    id: z.string().nullable(),
    receivedAt: z.iso.datetime(),
  })
  .meta({ title: 'rejected', description: 'A message that was not accepted, with the reason.' });

export const rejectedExample: z.infer<typeof RejectedMessageSchema> = {
  workspace: 'acme',
  reason: 'invalid_data',
  detail: 'data.amount.currency: this currency code is not in ISO 4217',
  door: 'kafka',
  origin: 'touchstone.deals/3/1047/0',
  source: 'crm/hubspot',
  id: 'deal-7-won',
  receivedAt: '2026-03-01T09:30:00.250Z',
};
