import { describe, expect, it } from '@jest/globals';
import type { EventTypeName } from '@touchstone/contracts';
import type { Links } from '@touchstone/event-log';
import fc from 'fast-check';
import { conversionsOfDeal } from './conversions.js';
import { foldDeal } from './deal.js';
import { logEvent, ms, named } from './log-event.fixture.spec.js';

type Verb = EventTypeName extends infer Name ? (Name extends `deal.${infer V}.v1` ? V : never) : never;
const deal = (
  position: number,
  verb: Verb,
  time: string | number,
  data: object = {},
  links: Partial<Links> = {},
) => logEvent(position, `deal.${verb}.v1`, time, { dealId: 'D-7', ...data }, links);
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const fold = (...events: ReturnType<typeof deal>[]) => foldDeal(events, 'Europe/Berlin')!;

const created = deal(1, 'created', '2026-01-10T09:00Z', {
  amount: eur(100),
  stage: 'discovery',
  owner: 'ae-1',
  pipeline: 'new',
});
const won = deal(2, 'won', '2026-04-01T08:00Z', { closedAt: '2026-03-31', amount: eur(120) });

describe('a deal', () => {
  it('is nothing without events', () => {
    expect(foldDeal([], 'UTC')).toBeNull();
  });

  it('is open from its creation on', () => {
    expect(fold(created)).toEqual({
      dealId: 'D-7',
      createdAt: ms('2026-01-10T09:00Z'),
      createdPosition: 1,
      status: 'open',
      wonAt: null,
      lostAt: null,
      closeDay: null,
      amount: eur(100),
      amountAtCreated: eur(100),
      amountAtWon: null,
      currency: 'EUR',
      accountKeys: [],
      contacts: [],
      owner: 'ae-1',
      pipeline: 'new',
      stage: 'discovery',
      lostReason: null,
      createdEventId: 'e001',
      closedEventId: null,
      lastActivityAt: ms('2026-01-10T09:00Z'),
      stages: [{ stage: 'discovery', enteredAt: ms('2026-01-10T09:00Z'), position: 1 }],
      changes: [
        { position: 1, what: ['createdAt', 'amount', 'amountAtCreated', 'owner', 'pipeline', 'stage'] },
      ],
    });
  });

  it('closed on a bare day is won at the end of that day in the time zone, also across a clock change', () => {
    expect(fold(created, won)).toMatchObject({
      status: 'won',
      wonAt: ms('2026-03-31T21:59:59.999Z'),
      closeDay: '2026-03-31',
      amountAtWon: eur(120),
    });
    const inSpring = deal(3, 'won', '2026-03-29T12:00Z', { closedAt: '2026-03-29' });
    expect(fold(inSpring).wonAt).toBe(ms('2026-03-29T21:59:59.999Z'));
    expect(foldDeal([won], 'America/New_York')!.wonAt).toBe(ms('2026-04-01T03:59:59.999Z'));
  });

  it('closed at a full time is won then; without a date when the event happened; its day is that of the zone', () => {
    const exact = deal(3, 'won', '2026-04-05T00:00Z', { closedAt: '2026-03-31T20:30:00.250-04:00' });
    expect(fold(exact)).toMatchObject({ wonAt: ms('2026-04-01T00:30:00.250Z'), closeDay: '2026-04-01' });
    const bare = deal(3, 'won', '2026-03-31T22:30Z');
    expect(fold(bare)).toMatchObject({ wonAt: ms('2026-03-31T22:30Z'), closeDay: '2026-04-01' });
  });

  it('known only by its win, whose creation comes later, has both', () => {
    const late = deal(3, 'created', '2026-04-02T08:00Z', { stage: 'discovery' });
    expect(fold(won).createdAt).toBe(ms('2026-04-01T08:00Z'));
    expect(fold(won, late)).toMatchObject({
      createdAt: ms('2026-04-02T08:00Z'),
      createdPosition: 3,
      status: 'won',
    });
  });

  it('has the amount of the latest statement by business time, and keeps the amount it was won with', () => {
    const later = deal(4, 'amount_changed', '2026-05-01T00:00Z', { amount: eur(90) });
    const between = deal(5, 'amount_changed', '2026-02-01T00:00Z', { amount: eur(110) });
    expect(fold(created, won, later, between)).toMatchObject({
      amount: eur(90),
      amountAtCreated: eur(100),
      amountAtWon: eur(120),
    });
    const silentWin = deal(6, 'won', '2026-04-01T08:00Z');
    expect(fold(created, silentWin, later, between).amountAtWon).toEqual(eur(110));
    expect(fold(silentWin, later).amountAtWon).toEqual(eur(90));
  });

  it('is no longer won once it is reopened, lost or deleted, and is won anew with the new close', () => {
    const reopened = deal(3, 'reopened', '2026-04-10T00:00Z');
    const lost = deal(4, 'lost', '2026-04-11T00:00Z', { closedAt: '2026-04-11' });
    const again = deal(5, 'won', '2026-06-01T08:00Z', { closedAt: '2026-05-31', amount: eur(70) });
    const gone = { wonAt: null, amountAtWon: null };
    expect(fold(created, won, reopened)).toMatchObject({ ...gone, status: 'open', closeDay: null });
    expect(fold(created, won, lost)).toMatchObject({ ...gone, status: 'lost', closeDay: '2026-04-11' });
    expect(fold(created, won, deal(6, 'deleted', '2026-04-12T00:00Z'))).toMatchObject({
      ...gone,
      status: 'deleted',
    });
    expect(fold(created, won, reopened, lost, again)).toMatchObject({
      status: 'won',
      closeDay: '2026-05-31',
      amountAtWon: eur(70),
      lostAt: null,
    });
  });

  it('keeps its close through a second win without a date, and moves it with another date', () => {
    expect(fold(won, deal(3, 'won', '2026-04-20T00:00Z')).closeDay).toBe('2026-03-31');
    expect(fold(won, deal(3, 'won', '2026-04-20T00:00Z', { closedAt: '2026-04-02' })).closeDay).toBe(
      '2026-04-02',
    );
  });

  it('stays deleted until a reopening or a snapshot shows it', () => {
    const deleted = deal(3, 'deleted', '2026-02-01T00:00Z');
    expect(fold(created, deleted, won).status).toBe('deleted');
    expect(fold(created, deleted, deal(4, 'reopened', '2026-03-01T00:00Z'), won).status).toBe('won');
    expect(fold(created, deleted, deal(4, 'snapshot', '2026-03-01T00:00Z', { status: 'open' })).status).toBe(
      'open',
    );
  });

  it('is changed by a snapshot only where it differs, and not at all by the same snapshot again', () => {
    const data = {
      status: 'won',
      stage: 'closed',
      amount: eur(120),
      closedAt: '2026-03-31',
      createdAt: '2026-01-09T00:00:00Z',
    };
    const first = deal(3, 'snapshot', '2026-04-03T00:00Z', data);
    const second = deal(4, 'snapshot', '2026-04-04T00:00Z', data);
    expect(fold(created, won, first, second).changes.slice(2)).toEqual([{ position: 3, what: ['stage'] }]);
    expect(fold(first, second)).toMatchObject({
      createdAt: ms('2026-01-09T00:00Z'),
      createdPosition: 3,
      status: 'won',
    });
    expect(fold(first, second).changes.map(({ position }) => position)).toEqual([3]);
    expect(fold(won, deal(5, 'snapshot', '2026-04-05T00:00Z', { status: 'open' })).wonAt).toBeNull();
  });

  it('tells the stages it went through, each entry for itself', () => {
    const stage = (position: number, time: string, name: string) =>
      deal(position, 'stage_changed', time, { stage: name });
    const states = fold(
      created,
      stage(3, '2026-02-01T00:00Z', 'proposal'),
      stage(4, '2026-02-02T00:00Z', 'proposal'),
      stage(5, '2026-02-03T00:00Z', 'discovery'),
    );
    expect(states.stages.map(({ stage, position }) => [stage, position])).toEqual([
      ['discovery', 1],
      ['proposal', 3],
      ['discovery', 5],
    ]);
  });

  it('unites its contacts, knows the primary last named, and takes the account last named', () => {
    const one = deal(
      3,
      'contact_added',
      '2026-02-01T00:00Z',
      { contacts: [{ person: { email: 'x@y.example' } }] },
      {
        people: [named('primary', 'email:a'), named('contact', 'email:b'), named('contact')],
        accounts: ['crm:hubspot:account:1'],
      },
    );
    const two = deal(
      4,
      'stage_changed',
      '2026-03-01T00:00Z',
      { stage: 's' },
      {
        people: [named('primary', 'email:c'), named('contact', 'email:a')],
        accounts: ['crm:hubspot:account:2', 'domain:b.example'],
      },
    );
    const state = fold(two, one);
    expect(state.contacts.map(({ keys, primary }) => [...keys, primary])).toEqual([
      ['email:a', false],
      ['email:b', false],
      ['email:c', true],
    ]);
    expect(state.accountKeys).toEqual(['crm:hubspot:account:2', 'domain:b.example']);
  });

  it('says why it is lost, as long as it is', () => {
    const lost = deal(3, 'lost', '2026-02-01T10:00Z', { reason: 'price' });
    const silent = deal(4, 'snapshot', '2026-02-02T10:00Z', { status: 'lost' });
    expect(fold(created, lost, silent).lostReason).toBe('price');
    const again = deal(5, 'reopened', '2026-02-03T10:00Z', { reason: 'budget' });
    expect(fold(created, lost, silent, again).lostReason).toBeNull();
  });

  it('is active at its newest event that changed something', () => {
    const snapshot = (position: number, time: string) =>
      deal(position, 'snapshot', time, { status: 'open', stage: 'proposal' });
    const state = fold(created, snapshot(2, '2026-02-01T10:00Z'), snapshot(3, '2026-02-02T10:00Z'));
    expect(state.lastActivityAt).toBe(ms('2026-02-01T10:00Z'));
  });

  it('is the same in any order and with repetitions', () => {
    const amount = fc.option(fc.nat(5).map(eur), { nil: undefined });
    const closedAt = fc.constantFrom(undefined, '2026-03-31', '2026-04-01T10:00:00Z');
    const people = fc.array(
      fc.constantFrom(named('contact', 'email:a'), named('primary', 'email:b'), named('primary', 'email:a')),
      { maxLength: 2 },
    );
    const step = fc.oneof(
      fc.record({
        verb: fc.constantFrom<Verb>('created', 'reopened', 'deleted'),
        data: fc.record({ amount }),
        people,
      }),
      fc.record({
        verb: fc.constantFrom<Verb>('won', 'lost'),
        data: fc.record({ amount, closedAt }),
        people,
      }),
      fc.record({
        verb: fc.constant<Verb>('snapshot'),
        data: fc.record({
          amount,
          closedAt,
          status: fc.constantFrom('open', 'won', 'lost', 'deleted'),
          createdAt: fc.constantFrom(undefined, '2025-12-01T00:00:00Z', '2025-12-02T00:00:00Z'),
        }),
        people,
      }),
    );
    const history = fc
      .array(fc.tuple(fc.nat(6), step), { minLength: 1, maxLength: 12 })
      .map((steps) =>
        steps.map(([time, { verb, data, people }], index) => deal(index + 1, verb, time, data, { people })),
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
        ([events, some, shuffled]) => {
          const state = fold(...events);
          expect(fold(...some, ...shuffled)).toEqual(state);
          expect(state.wonAt !== null).toBe(state.status === 'won');
          expect(conversionsOfDeal(state).map(({ kind }) => kind)).toEqual(
            state.status === 'deleted'
              ? []
              : state.status === 'won'
                ? ['deal.created', 'deal.won']
                : ['deal.created'],
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
