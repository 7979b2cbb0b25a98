import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  A,
  at,
  B,
  CONTACT,
  firstPositionsOf,
  MAIL_A,
  MAIL_B,
  resolve,
  seen,
  Y,
  Z,
} from './identity.fixture.spec.js';
import { resolvePeople, type Evidence, type Visit } from './identity.js';
import { isWeak } from './keys.js';

const pool = {
  strong: [A, B, 'user:c', MAIL_A, MAIL_B, 'phone:1', CONTACT, 'crm:hubspot:contact:2', 'crm:hubspot:lead:1'],
  weak: [Z, Y, 'anonymous:x'],
};
const kinds = fc.constantFrom<Evidence['kind']>('seen', 'seen', 'seen', 'seen', 'linked', 'unlinked');
const keysArb = fc
  .tuple(
    fc.subarray(pool.strong, { minLength: 0, maxLength: 3 }),
    fc.subarray(pool.weak, { minLength: 0, maxLength: 2 }),
  )
  .map(([strong, weak]) => [...strong, ...weak])
  .filter((keys) => keys.length > 0);
const arbitraryHistory = (kind: fc.Arbitrary<Evidence['kind']> = kinds) =>
  fc.array(fc.tuple(fc.nat(40), kind, keysArb), { maxLength: 25 }).map((events) =>
    events.map(([occurredAt, kind, keys], index): Evidence => {
      return { position: index + 1, eventId: `e${index}`, occurredAt, kind, keys };
    }),
  );

describe('who is who, for any history', () => {
  it('is the same in any order, with repetitions, and from any union of splits', () => {
    fc.assert(
      fc.property(
        arbitraryHistory().chain((history) =>
          fc.tuple(
            fc.constant(history),
            fc.shuffledSubarray([...history, ...history], { minLength: 0 }),
            fc.shuffledSubarray(history, { minLength: history.length }),
          ),
        ),
        ([history, some, shuffled]) => {
          const names = firstPositionsOf(history);
          const expected = resolvePeople(history, names);
          expect(resolvePeople(shuffled, names)).toEqual(expected);
          expect(resolvePeople([...some, ...shuffled], names)).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is the same whether unrelated evidence is resolved with it or not', () => {
    const rename = (history: Evidence[]) =>
      history.map((event) => ({
        ...event,
        position: event.position + 1000,
        eventId: `o${event.eventId}`,
        keys: event.keys.map((key) => `${key}-other`),
      }));
    fc.assert(
      fc.property(arbitraryHistory(), arbitraryHistory(), (one, two) => {
        const other = rename(two);
        const sortByKey = (visits: Visit[]) =>
          visits.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
        expect(resolve([...one, ...other])).toEqual(sortByKey([...resolve(one), ...resolve(other)]));
      }),
    );
  });

  it('never joins two values of one kind through anonymous keys alone', () => {
    const oneStrong = arbitraryHistory(fc.constant('seen' as const)).map((history) =>
      history.map((event) => ({
        ...event,
        keys: event.keys.filter((key, index) => isWeak(key) || index === 0),
      })),
    );
    fc.assert(
      fc.property(oneStrong, (history) => {
        const held = new Map<string, string>();
        for (const { key, personKey } of resolve(history).filter((visit) => !isWeak(visit.key))) {
          const slot = `${personKey} ${key.slice(0, key.lastIndexOf(':'))}`;
          expect(held.get(slot) ?? key).toBe(key);
          held.set(slot, key);
        }
      }),
    );
  });

  it('names every person by a key of its own: the one whose first visit it is', () => {
    fc.assert(
      fc.property(arbitraryHistory(), (history) => {
        const visits = resolve(history);
        for (const { personKey } of visits)
          expect(visits.find((visit) => visit.key === personKey && !visit.from)!.personKey).toBe(personKey);
        for (const { key, from } of visits) if (from) expect(isWeak(key)).toBe(true);
      }),
    );
  });

  it('starts a visit only when the person changes, at an event that carries the key', () => {
    fc.assert(
      fc.property(arbitraryHistory(), (history) => {
        const visits = resolve(history);
        visits.forEach((visit, index) => {
          if (!visit.from) return;
          const before = visits[index - 1]!;
          expect(before.key).toBe(visit.key);
          expect(before.personKey).not.toBe(visit.personKey);
          const event = history.find(({ eventId }) => eventId === visit.from!.eventId)!;
          expect(event.keys).toContain(visit.key);
          expect(visit.evidence).toBe(event.position);
        });
      }),
    );
  });

  it('forgets an edge that is unlinked: as if only the statement had ever come', () => {
    fc.assert(
      fc.property(
        arbitraryHistory(),
        fc.subarray([A, MAIL_A, CONTACT], { minLength: 2, maxLength: 2 }),
        fc.nat(40),
        (history, pair, time) => {
          const apart = {
            position: 900,
            eventId: 'apart',
            occurredAt: 99,
            kind: 'unlinked' as const,
            keys: pair,
          };
          const edge = {
            position: 800,
            eventId: 'edge',
            occurredAt: time,
            kind: 'linked' as const,
            keys: pair,
          };
          const names = firstPositionsOf([...history, apart]);
          expect(resolvePeople([...history, edge, apart], names)).toEqual(
            resolvePeople([...history, apart], names),
          );
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...pool.strong),
        fc.constantFrom(...pool.strong, ...pool.weak),
        fc.nat(9),
        (a, b, time) => {
          fc.pre(a !== b);
          const alone = [seen(20, a), seen(21, b)];
          const unlinked = resolve([...alone, seen(time + 22, a, b), at(40, 'unlinked', a, b)]);
          expect(unlinked).toEqual(resolve(alone));
        },
      ),
    );
  });
});
