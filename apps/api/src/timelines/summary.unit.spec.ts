import { describe, expect, it } from '@jest/globals';
import { type EventTypeName, eventTypes } from '@touchstone/contracts';
import { HashedLookups, type LogEvent } from '@touchstone/event-log';
import { defaultDefinitions } from '@touchstone/timeline';
import { summaryOf } from './summary.js';
import { TimelineResponseSchema, toItem } from './timeline-response.js';

const personalData = new HashedLookups('ab'.repeat(32));
const eventOf = (type: EventTypeName): LogEvent => {
  const data = eventTypes[type].schema.parse(eventTypes[type].example);
  return {
    workspace: 'acme',
    position: 1,
    commit: 1,
    source: 'crm',
    eventId: 'e-1',
    type,
    stream: 's',
    occurredAt: 0,
    receivedAt: 0,
    recordedAt: 0,
    ...personalData.seal('acme', type, data),
  };
};
const summary = (type: EventTypeName) => summaryOf(eventOf(type), defaultDefinitions);

describe('what a timeline says of an event', () => {
  it('is interaction, channel as decided, campaign and page of a touch', () =>
    expect(summary('touchpoint.recorded.v1')).toEqual({
      interaction: 'ad_click',
      channel: 'paid-search',
      source: 'google',
      medium: 'cpc',
      campaign: 'brand-q1',
      path: '/pricing',
    }));

  it('is stage and amount of a deal, the recurring amount of a subscription', () => {
    expect(summary('deal.created.v1')).toEqual({
      dealId: 'D-7',
      pipeline: 'new-business',
      stage: 'discovery',
      owner: 'ae-1',
      amount: { amountMinor: 1250000, currency: 'EUR' },
    });
    expect(summary('subscription.started.v1')).toMatchObject({
      subscriptionId: 'S-9',
      monthly: { amountMinor: 90000, currency: 'EUR' },
    });
  });

  it.each(Object.keys(eventTypes) as EventTypeName[])(
    'of %s fits the documented answer and names no e-mail address',
    (type) => {
      const item = toItem(
        { event: eventOf(type), personId: null, link: { key: 'k', via: null } },
        defaultDefinitions,
      );
      const schema = TimelineResponseSchema.shape.items.element.extend({
        summary: TimelineResponseSchema.shape.items.element.shape.summary.strict(),
      });
      expect(schema.parse(item)).toEqual(item);
      expect(JSON.stringify(item)).not.toMatch(/@|jane/);
    },
  );
});
