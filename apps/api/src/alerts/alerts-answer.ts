import { alertClocks, alertTypeNames, alertTypes } from '@touchstone/contracts';
import { z } from 'zod';
import { instant, nextCursor } from '../attribution/credit-fields.js';

export const AlertsAnswerSchema = z
  .object({
    alerts: z.array(
      z.object({
        alertId: z.string().meta({ description: 'Id of the event on touchstone.alerts.' }),
        type: z.enum(alertTypeNames),
        sentAt: instant.meta({ description: 'When it was sent, and recorded.' }),
        leadId: z.string(),
        clock: z.enum(alertClocks).meta({ description: 'intent: the lead waits for its first sales touch.' }),
        owner: z.string().meta({ description: 'Empty: none.' }),
        startedAt: instant.meta({ description: 'When the clock started.' }),
        dueAt: instant.nullable().meta({ description: 'null of a wait that no promise ends.' }),
        isHighIntent: z.boolean().meta({ description: 'Of a wait true: it is about intent.' }),
        links: z.object({ lead: z.string() }),
      }),
    ),
    nextCursor,
  })
  .meta({ description: 'Alerts, those sent last first.' });
export type AlertsAnswer = z.infer<typeof AlertsAnswerSchema>;

const { example } = alertTypes['sla.breached.v1'];

export const alertsExample: AlertsAnswer = {
  alerts: [
    {
      alertId: '5a1c6d7f0f6b4a58a2b5a6f2f2d6a0a54f2b0c8a6b7f4f0e9a1d3c5b7e9f1a3c',
      ...{ type: 'sla.breached.v1', sentAt: '2026-03-02T09:00:07.412Z' },
      ...(example as Omit<AlertsAnswer['alerts'][number], 'alertId' | 'type' | 'sentAt'>),
    },
  ],
  nextCursor: null,
};
