import { MoneySchema } from '@touchstone/contracts';
import { z } from 'zod';
import { iso } from '../moments.js';
import { summaryOf } from './summary.js';
import type { Definitions, TimelineEntry } from '@touchstone/timeline';

const text = z.string().optional();

const LinkSchema = z
  .object({
    key: z.string().meta({ description: 'Pseudonymous key on the event that belongs to this timeline.' }),
    via: z
      .object({ position: z.int(), eventId: z.string() })
      .nullable()
      .meta({ description: 'The event that joined this key to the others; null where none was needed.' }),
  })
  .meta({ description: 'How the event was linked.' });

const TimelineItemSchema = z.object({
  position: z.int().meta({ description: 'Place of the event in the log.' }),
  eventId: z.string(),
  source: z.string().meta({ description: 'System that sent the event.' }),
  type: z.string(),
  occurredAt: z.iso.datetime().meta({ description: 'Business moment.' }),
  recordedAt: z.iso.datetime().meta({ description: 'When the log recorded it.' }),
  person: z.object({ id: z.string() }).nullable(),
  summary: z
    .object({
      interaction: text,
      channel: text,
      source: text,
      medium: text,
      campaign: text,
      contentId: text,
      path: text,
      leadId: text,
      dealId: text,
      subscriptionId: text,
      status: text,
      stage: text,
      pipeline: text,
      plan: text,
      owner: text,
      list: text,
      closedAt: text,
      reason: text,
      amount: MoneySchema.optional(),
      monthly: MoneySchema.optional(),
    })
    .meta({ description: 'What the event says; which fields are there depends on its type.' }),
  link: LinkSchema,
});

export const TimelineResponseSchema = z.object({
  id: z.string().meta({ description: 'Public id of the person or account, after merges.' }),
  order: z.enum(['asc', 'desc']),
  items: z.array(TimelineItemSchema),
  nextCursor: z.string().nullable().meta({ description: 'Cursor of the next page; null at the end.' }),
});

export type TimelineItem = z.infer<typeof TimelineItemSchema>;
export type TimelineResponse = z.infer<typeof TimelineResponseSchema>;

export function toItem({ event, personId, link }: TimelineEntry, definitions: Definitions): TimelineItem {
  return {
    position: event.position,
    eventId: event.eventId,
    source: event.source,
    type: event.type,
    occurredAt: iso(event.occurredAt),
    recordedAt: iso(event.recordedAt),
    person: personId === null ? null : { id: personId },
    summary: summaryOf(event, definitions),
    link,
  };
}

/** An answer as documents show it. */
export const timelineExample: TimelineResponse = {
  id: 'per_0f6c2a917b3d4e58a1c0',
  order: 'asc',
  items: [
    {
      position: 17,
      eventId: 't-1',
      source: 'web',
      type: 'touchpoint.recorded.v1',
      occurredAt: '2026-01-05T09:12:44.000Z',
      recordedAt: '2026-01-05T09:12:45.120Z',
      person: { id: 'per_0f6c2a917b3d4e58a1c0' },
      summary: {
        interaction: 'ad_click',
        channel: 'paid-search',
        source: 'google',
        medium: 'cpc',
        campaign: 'brand-q1',
      },
      link: { key: 'anonymous:a-81f3', via: { position: 23, eventId: 'f-9' } },
    },
  ],
  nextCursor: null,
};
