import { z } from 'zod';
import type { EventType } from './event-types.js';
import { InstantSchema } from './times.js';

/** Names of a lead's clocks in alerts; `intent` is the wait of a lead that showed intent. */
export const alertClocks = ['contact', 'disposition', 'intent'] as const;
export type AlertClock = (typeof alertClocks)[number];

const lead = {
  leadId: z.string().min(1).max(300).meta({ description: 'Id of the lead in its source.' }),
  owner: z.string().meta({ description: 'Owner in the source system; empty: none.' }),
  startedAt: InstantSchema.meta({ description: 'When the clock started.' }),
  links: z
    .object({ lead: z.string().meta({ description: 'The lead, and why it is where it is.' }) })
    .meta({ description: 'Paths of the API.' }),
};

/** A clock of the service-level agreement ran out. */
export const SlaBreachedV1 = z
  .object({
    ...lead,
    clock: z
      .enum(['contact', 'disposition'])
      .meta({ description: 'contact: no sales touch in time. disposition: no decision in time.' }),
    dueAt: InstantSchema.meta({ description: 'When the time was over; also the time of the event.' }),
    isHighIntent: z.boolean().meta({ description: 'Whether the shorter promise of contact was the lead’s.' }),
  })
  .meta({ title: 'sla.breached.v1', description: 'A clock of the service-level agreement ran out.' });

/** A lead that showed intent has not been touched by sales. */
export const LeadWaitingV1 = z
  .object({
    ...lead,
    clock: z
      .literal('intent')
      .meta({ description: 'Started with the intent, or with the life of the lead.' }),
    dueAt: InstantSchema.nullable().meta({
      description:
        'Until when it was promised to be contacted; null while nobody has promised: not assigned.',
    }),
  })
  .meta({
    title: 'lead.waiting.v1',
    description: 'A lead that showed intent waits for its first sales touch.',
  });

const schemas = { 'sla.breached.v1': SlaBreachedV1, 'lead.waiting.v1': LeadWaitingV1 } as const;

export type AlertTypeName = keyof typeof schemas;
/** `data` of an alert. */
export type AlertData<T extends AlertTypeName> = z.output<(typeof schemas)[T]>;

const examples: { [T in AlertTypeName]: AlertData<T> } = {
  'sla.breached.v1': {
    ...{ leadId: 'L-1001', clock: 'contact', owner: 'ae-1', isHighIntent: true },
    ...{ startedAt: '2026-03-02T08:00:00.000Z', dueAt: '2026-03-02T09:00:00.000Z' },
    links: { lead: '/v1/leads/L-1001' },
  },
  'lead.waiting.v1': {
    ...{ leadId: 'L-1001', clock: 'intent', owner: 'ae-1' },
    ...{ startedAt: '2026-03-02T07:58:12.000Z', dueAt: '2026-03-02T09:00:00.000Z' },
    links: { lead: '/v1/leads/L-1001' },
  },
};

/** Names of the event types that Touchstone sends, and takes from nobody. */
export const alertTypeNames = Object.keys(schemas) as [AlertTypeName, ...AlertTypeName[]];

/** Every event type on the topic of alerts, by its name on the wire. */
export const alertTypes = Object.fromEntries(
  alertTypeNames.map((name) => [
    name,
    { schema: schemas[name], example: examples[name], examples: [examples[name]] },
  ]),
) as unknown as Record<AlertTypeName, EventType>;
