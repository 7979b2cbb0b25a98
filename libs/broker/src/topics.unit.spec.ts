import { describe, expect, it } from '@jest/globals';
import { allTopics, inboundTopics, topicOf, topics } from './topics.js';

describe('topics', () => {
  it.each([
    ['touchpoint.recorded.v1', 'touchstone.touchpoints'],
    ['identity.unlinked.v1', 'touchstone.touchpoints'],
    ['lead.snapshot.v1', 'touchstone.leads'],
    ['deal.stage_changed.v2', 'touchstone.deals'],
    ['account.targeted.v1', 'touchstone.accounts'],
    ['subject.erased.v1', 'touchstone.accounts'],
    ['subscription.churned.v1', 'touchstone.subscriptions'],
    ['spend.recorded.v1', 'touchstone.spend'],
    ['fx.rate_set.v1', 'touchstone.definitions'],
    ['rule.published.v1', 'touchstone.definitions'],
    ['period.closed.v1', 'touchstone.definitions'],
  ])('%s goes to %s, which is read', (eventType, topic) => {
    expect(topicOf(eventType)).toBe(topic);
    expect(inboundTopics).toContain(topic);
  });

  it.each(['', '.', 'deal', '.deal.won', 'deals.won.v1', '__proto__.x', 'constructor.x'])(
    'the event type "%s" has no topic',
    (eventType) => {
      expect(topicOf(eventType)).toBeNull();
    },
  );

  it('never reads what Touchstone writes', () => {
    const written = [topics.rejected, topics.timeline, topics.credits, topics.alerts].map(({ name }) => name);
    expect(new Set([...inboundTopics, ...written]).size).toBe(allTopics.length);
  });
});
