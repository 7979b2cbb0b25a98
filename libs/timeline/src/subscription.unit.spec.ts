import { describe, expect, it } from '@jest/globals';
import type { EventTypeName } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import fc from 'fast-check';
import { foldSubscription } from './subscription.js';
import { logEvent } from './log-event.fixture.spec.js';

type Verb = EventTypeName extends infer Name
  ? Name extends `subscription.${infer V}.v1`
    ? V
    : never
  : never;
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const account = { domain: 'acme.example' };
const event = (position: number, verb: Verb, time: number, data: object = {}) =>
  logEvent(
    position,
    `subscription.${verb}.v1`,
    time,
    { subscriptionId: 'S-9', account, ...data },
    { accounts: ['domain:acme.example'] },
  );
const fold = (...events: LogEvent[]) => foldSubscription(events)!;

const started = event(1, 'started', 100, { monthly: eur(900), dealId: 'D-7', plan: 'team' });

describe('a subscription', () => {
  it('is nothing without events', () => {
    expect(foldSubscription([])).toBeNull();
  });

  it('is active from its start on, with the amount last stated', () => {
    expect(
      fold(
        event(2, 'expanded', 300, { monthly: eur(1200) }),
        started,
        event(3, 'contracted', 200, { monthly: eur(500) }),
      ),
    ).toEqual({
      subscriptionId: 'S-9',
      startedAt: 100,
      status: 'active',
      churnedAt: null,
      monthly: eur(1200),
      monthlyAtStart: eur(900),
      plan: 'team',
      dealId: 'D-7',
      accountKeys: ['domain:acme.example'],
      months: [
        { from: 100, isChurned: false, monthly: eur(900) },
        { from: 200, isChurned: false, monthly: eur(500) },
        { from: 300, isChurned: false, monthly: eur(1200) },
      ],
      changes: [
        { position: 1, what: ['startedAt', 'monthly', 'monthlyAtStart', 'plan', 'dealId', 'accountKeys'] },
        { position: 3, what: ['monthly'] },
        { position: 2, what: ['monthly'] },
      ],
    });
  });

  it('has no start as long as none is known', () => {
    expect(fold(event(2, 'renewed', 200)).startedAt).toBeNull();
    expect(fold(event(2, 'renewed', 200), started).startedAt).toBe(100);
  });

  it('ends with churn, and goes on with a renewal or a new start but not with a changed amount', () => {
    const churned = event(2, 'churned', 200);
    expect(fold(started, churned, event(3, 'churned', 300))).toMatchObject({
      status: 'churned',
      churnedAt: 200,
    });
    expect(fold(started, churned, event(3, 'expanded', 300, { monthly: eur(1) })).churnedAt).toBe(200);
    expect(fold(started, churned, event(3, 'renewed', 300))).toMatchObject({
      status: 'active',
      churnedAt: null,
    });
    expect(fold(started, churned, event(3, 'started', 300, { monthly: eur(7) }))).toMatchObject({
      status: 'active',
      startedAt: 100,
      monthly: eur(7),
      monthlyAtStart: eur(900),
    });
  });

  it('is the same in any order and with repetitions', () => {
    const verbs: Verb[] = ['started', 'renewed', 'expanded', 'contracted', 'churned'];
    const history = fc
      .array(fc.tuple(fc.nat(5), fc.constantFrom(...verbs), fc.nat(5)), { minLength: 1, maxLength: 10 })
      .map((steps) =>
        steps.map(([time, verb, amount], index) => event(index + 1, verb, time, { monthly: eur(amount) })),
      );
    fc.assert(
      fc.property(
        history.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events]),
            fc.shuffledSubarray(events, { minLength: events.length }),
          ),
        ),
        ([events, some, shuffled]) => expect(fold(...some, ...shuffled)).toEqual(fold(...events)),
      ),
    );
  });
});
