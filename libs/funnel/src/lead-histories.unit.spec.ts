import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { created, deal, factsOf, hour, published, told, touch } from './lead.fixture.spec.js';
import { rankOf, type Stage } from './stages.js';

describe('whatever happens', () => {
  const verbs = [
    ...['assigned', 'contacted', 'qualified', 'accepted', 'rejected', 'disqualified'],
    ...['converted', 'new'],
  ] as const;
  const history = fc.record({
    events: fc.array(fc.tuple(fc.constantFrom(...verbs), fc.integer({ min: -2, max: 30 })), {
      maxLength: 10,
    }),
    touches: fc.array(
      fc.tuple(fc.constantFrom('form_submit', 'page_view', 'call'), fc.integer({ min: -30, max: 60 })),
      { maxLength: 15 },
    ),
    deal: fc.option(
      fc.record({
        createdAt: fc.integer({ min: 0, max: 40 }).map(hour),
        wonAt: fc.option(fc.integer({ min: 0, max: 60 }).map(hour)),
      }),
    ),
  });
  const definitions = published({
    stages: {
      mql: [
        {
          name: 'busy',
          all: [{ behaviour: { touches: { path: { contains: 'p' } }, atLeast: 2, withinHours: 5 } }],
        },
        { name: 'crm', all: [{ status: ['qualified'] }] },
      ],
      sal: [{ name: 'scored', all: [{ status: ['contacted', 'accepted'] }, { scoreAtLeast: 15 }] }],
    },
  });
  const worldOf = ({
    events,
    touches,
    deal: its,
  }: typeof history extends fc.Arbitrary<infer T> ? T : never) => ({
    events: [
      created,
      ...events.map(([verb, at], nth) =>
        verb === 'new'
          ? told(nth + 2, 'snapshot', at, { status: 'new' })
          : told(nth + 2, verb, at, verb === 'converted' ? { dealId: 'D-1' } : {}),
      ),
    ],
    touches: touches.map(([interaction, at], nth) =>
      touch(100 + nth, at, {
        ...{ interaction, landingPath: interaction === 'page_view' ? '/p' : '' },
        side: interaction === 'call' ? 'sales' : 'marketing',
      }),
    ),
    deal: its && deal(its),
  });

  it('the same sets tell the same, in any order and with repetitions', () => {
    fc.assert(
      fc.property(
        history
          .map(worldOf)
          .chain((world) =>
            fc.tuple(
              fc.constant(world),
              fc.shuffledSubarray([...world.events, ...world.events], { minLength: 0 }),
              fc.shuffledSubarray(world.events, { minLength: world.events.length }),
              fc.shuffledSubarray([...world.touches, ...world.touches]),
              fc.shuffledSubarray(world.touches, { minLength: world.touches.length }),
            ),
          ),
        ([world, someEvents, events, someTouches, touches]) =>
          expect(
            factsOf(
              [...someEvents, ...events],
              [...someTouches, ...touches],
              { deal: world.deal },
              definitions,
            ),
          ).toEqual(factsOf(world.events, world.touches, { deal: world.deal }, definitions)),
      ),
    );
  });

  it('visits follow one another, begin with the lead, and only the last is not left', () => {
    fc.assert(
      fc.property(history.map(worldOf), ({ events, touches, deal: its }) => {
        const facts = factsOf(events, touches, { deal: its }, definitions);
        expect([facts.stageName[0], facts.stageRule[0]]).toEqual(['lead', 'created']);
        facts.stageName.forEach((stage, nth) => {
          const [at, leftAt, next] = [facts.stageAt[nth]!, facts.stageLeftAt[nth]!, facts.stageAt[nth + 1]];
          if (next === undefined) return expect(leftAt === 0 || leftAt >= at).toBe(true);
          expect(leftAt).toBeGreaterThanOrEqual(at);
          expect(next).toBeGreaterThanOrEqual(leftAt);
          // nobody comes into a deal's stage but from where one is in the funnel
          if (rankOf(stage as Stage) >= rankOf('opportunity')) expect(leftAt).toBe(next);
        });
        // an entry by behaviour has its touches within the window that ends with it
        facts.stageRule.forEach((rule, nth) => {
          if (rule !== 'busy') return;
          const moments = facts.stageEvents[nth]!.map(
            (id) => touches.find(({ eventId }) => eventId === id)!.occurredAt,
          );
          expect(moments).toHaveLength(2);
          expect(facts.stageAt[nth]! - moments[0]!).toBeLessThanOrEqual(5 * 3_600_000);
          expect(moments[1]).toBeLessThanOrEqual(facts.stageAt[nth]!);
        });
      }),
    );
  });
});
