import { describe, expect, it } from '@jest/globals';
import { clockOf, stateOf } from './clock-state.js';
import { created, factsOf, hour, pricingView, published, told, touch } from './lead.fixture.spec.js';
import type { LeadDeal } from './lead-context.js';

const hours = 3_600_000;
const call = (position: number, at: number) => touch(position, at, { interaction: 'call', side: 'sales' });
const nine = [{ from: '09:00', to: '17:00' }];
/** Monday 5 January 2026 to Friday, nine to five in UTC. */
const office = published({
  sla: {
    businessHours: { monday: nine, tuesday: nine, wednesday: nine, thursday: nine, friday: nine },
    ...{ contactHours: 8, highIntentContactHours: 2, dispositionHours: 16 },
  },
});

describe('the clocks of a lead', () => {
  it('run in working time: contact from the assignment, disposition from the qualification', () => {
    const events = [
      created,
      told(2, 'qualified', 10),
      told(3, 'assigned', 18, { owner: 'ae-1' }),
      told(4, 'accepted', 36),
    ];
    const { clocks } = factsOf(events, [call(10, 33)], {}, office);
    expect(clocks).toEqual([
      {
        ...{ lifeAt: hour(0), owner: 'ae-1', isHighIntent: false, outcome: 'accepted' },
        ...{ assignedAt: hour(18), qualifiedAt: hour(10), touchedAt: hour(33) },
        // assigned after five: the whole of Tuesday, and it is due when Tuesday ends
        ...{ contactEndedAt: hour(33), contactDueAt: hour(24 + 17), contactMs: 0 },
        ...{ dispositionEndedAt: hour(36), dispositionDueAt: hour(48 + 10), dispositionMs: 10 * hours },
        ...{ systemDelayMs: 7 * hours, waitedAt: null, waitEndedAt: null },
      },
    ]);
  });

  it('go by the first CRM entry qualified where a deal was there before: it is never an MQL', () => {
    const deal: LeadDeal = {
      ...{ dealId: 'D-1', createdAt: hour(1), createdEventId: 'd1', closedEventId: '' },
      ...{ wonAt: null, lostAt: null },
    };
    const facts = factsOf([created, told(2, 'qualified', 5), told(3, 'qualified', 9)], [], { deal });
    expect(facts.stageName).toEqual(['lead', 'opportunity']);
    expect(facts.clocks).toMatchObject([{ qualifiedAt: hour(5), dispositionDueAt: hour(5 + 48) }]);
  });

  it('are of each life, and a life that ends without work takes them with it', () => {
    const events = [
      created,
      told(2, 'qualified', 1),
      told(3, 'snapshot', 3, { status: 'new' }),
      told(4, 'assigned', 4, { owner: 'ae-2' }),
      told(5, 'rejected', 6),
    ];
    const { clocks, decisions } = factsOf(events);
    expect(clocks).toMatchObject([
      {
        lifeAt: hour(0),
        qualifiedAt: hour(1),
        outcome: '',
        contactEndedAt: hour(3),
        dispositionEndedAt: hour(3),
      },
      { lifeAt: hour(3), assignedAt: hour(4), qualifiedAt: null, contactEndedAt: hour(6), touchedAt: null },
    ]);
    expect(decisions).toEqual([
      { decidedAt: hour(6), outcome: 'rejected', owner: 'ae-2', reason: 'student', isContacted: false },
    ]);
  });

  it('of contact start with an assignment that came before the touch, else with the qualification', () => {
    const owned = { owner: 'ae-1' };
    const qualified = told(2, 'qualified', 1);
    const late = factsOf([created, qualified, told(3, 'contacted', 100, owned)]).clocks;
    expect(late).toMatchObject([
      {
        assignedAt: null,
        contactEndedAt: hour(100),
        contactDueAt: hour(25),
        contactMs: 99 * hours,
        owner: '',
      },
    ]);
    expect(stateOf(clockOf(late[0]!, 'contact'), hour(200))).toBe('breached');
    expect(late[0]!.systemDelayMs).toBeNull();
    // the same where the assignment is told with the touch, or after it
    for (const at of [100, 101])
      expect(
        factsOf([created, qualified, told(3, 'assigned', at, owned)], [call(10, 100)]).clocks,
      ).toMatchObject([{ assignedAt: null, touchedAt: hour(100), contactMs: 99 * hours }]);
    // a touch before the qualification is no reason not to start
    const again = [created, qualified, told(3, 'assigned', 2, owned)];
    expect(factsOf(again, [call(10, 0.5), call(11, 4)]).clocks).toMatchObject([
      { assignedAt: hour(2), touchedAt: hour(4), contactMs: 2 * hours },
    ]);
    expect(factsOf([created, told(2, 'contacted', 1, owned)]).clocks).toEqual([]);
    expect(factsOf([created, told(2, 'assigned', 3, owned)], [call(10, 1)]).clocks).toEqual([]);
  });

  it('are shorter where intent was shown lately, and tell since when it waits', () => {
    const views = [1, 2, 3].map((at, nth) => pricingView(10 + nth, at));
    const waiting = factsOf([created], views).clocks;
    expect(waiting).toMatchObject([{ waitedAt: hour(3), waitEndedAt: null, contactDueAt: null, owner: '' }]);
    const assigned = factsOf([created, told(2, 'assigned', 5)], [...views, call(20, 7)]).clocks;
    expect(assigned).toMatchObject([
      { isHighIntent: true, contactDueAt: hour(6), waitedAt: hour(3), waitEndedAt: hour(7) },
    ]);
    const called = factsOf([created], [call(20, 2), ...views]).clocks;
    expect(called).toEqual([]);
  });

  it('of a lead that says it was created in another century are those of the days that matter', () => {
    const early = told(1, 'created', 0, { createdAt: '0001-01-01T00:00:00Z' });
    const began = performance.now();
    const { clocks } = factsOf([early, told(2, 'assigned', 12)], [], {}, office);
    expect(clocks).toMatchObject([{ contactDueAt: hour(24 + 12) }]);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('stand as what was known by a moment says', () => {
    const { clocks } = factsOf([created, told(2, 'assigned', 10)], [call(10, 40)], {}, office);
    const contact = clockOf(clocks[0]!, 'contact');
    const states = [9, 10, 24 + 10, 24 + 11, 41].map((at) => stateOf(contact, hour(at)));
    // due on Tuesday at ten, called at four in the afternoon
    expect(states).toEqual([null, 'running', 'running', 'never_worked', 'breached']);
    expect(stateOf(clockOf(clocks[0]!, 'disposition'), hour(50))).toBeNull();
  });
});
