import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resolvePeople, visitAt, type Evidence, type Visit } from './identity.js';
import { accountIdOf, isWeak, personIdOf } from './keys.js';

/** Evidence at a minute of the day; position and event id follow from it unless given. */
function at(occurredAt: number, kind: Evidence['kind'], ...keys: string[]): Evidence {
  return { position: occurredAt, eventId: `e${String(occurredAt).padStart(4, '0')}`, occurredAt, kind, keys };
}
const seen = (occurredAt: number, ...keys: string[]) => at(occurredAt, 'seen', ...keys);

/** First positions; of the keys of one event the stronger one comes first, so that names are easy to foretell. */
function firstPositionsOf(evidence: Evidence[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { keys, position } of evidence)
    for (const [index, key] of keys.entries())
      first.set(key, Math.min(position + index / 10, first.get(key) ?? Infinity));
  return first;
}
const resolve = (evidence: Evidence[]) => resolvePeople(evidence, firstPositionsOf(evidence));
const brief = (visits: Visit[]) =>
  visits.map(({ key, from, personKey }) => `${key}@${from?.occurredAt ?? 0}=${personKey}`);
const personOf = (visits: Visit[], key: string) => visits.find((visit) => visit.key === key)!.personKey;

const [A, B, MAIL_A, MAIL_B, CONTACT, Z, Y] = [
  'user:a',
  'user:b',
  'email:a',
  'email:b',
  'crm:hubspot:contact:1',
  'anonymous:z',
  'anonymous:y',
];

describe('who is who', () => {
  it('gives an anonymous visitor to the person it is first seen with, from the beginning', () => {
    expect(resolve([seen(1, Z), seen(2, A, Z)])).toEqual([
      { key: Z, from: null, personKey: Z, evidence: 2 },
      { key: A, from: null, personKey: Z, evidence: 2 },
    ]);
  });

  it('keeps a key without any link as its own person, without evidence', () => {
    expect(resolve([seen(1, Z)])).toEqual([{ key: Z, from: null, personKey: Z, evidence: null }]);
  });

  it('splits a shared computer into three visits when A, B and A sign in', () => {
    const visits = resolve([seen(1, A, Z), seen(5, B, Z), seen(9, A, Z)]);
    expect(brief(visits)).toEqual([
      `${Z}@0=${A}`,
      `${Z}@5=${B}`,
      `${Z}@9=${A}`,
      `${A}@0=${A}`,
      `${B}@0=${B}`,
    ]);
    const ofZ = visits.filter((visit) => visit.key === Z);
    expect([1, 4, 5, 8, 9, 99].map((time) => visitAt(ofZ, time, 'e0005').personKey)).toEqual([
      A,
      A,
      B,
      B,
      B,
      A,
    ]);
    expect(visitAt(ofZ, 9, 'e0009').personKey).toBe(A);
    expect(visitAt(ofZ, 5, 'e0004').personKey).toBe(A);
  });

  it('never names two people by one anonymous key', () => {
    const visits = resolve([seen(1, Z), seen(2, A, Z), seen(3, B, Z)]);
    expect(brief(visits)).toEqual([`${Z}@0=${Z}`, `${Z}@3=${B}`, `${A}@0=${Z}`, `${B}@0=${B}`]);
  });

  it('lets a weak key join two people that have no kind in common', () => {
    expect(new Set(resolve([seen(1, A, Z), seen(2, MAIL_A, Z)]).map((visit) => visit.personKey))).toEqual(
      new Set([A]),
    );
  });

  it('keeps one person through the e-mail change of a CRM contact', () => {
    const visits = resolve([
      seen(1, CONTACT, MAIL_A),
      seen(2, MAIL_A, Z),
      seen(3, CONTACT, MAIL_B),
      seen(4, MAIL_B, Z),
    ]);
    expect(brief(visits)).toEqual([
      `${Z}@0=${CONTACT}`,
      `${CONTACT}@0=${CONTACT}`,
      `${MAIL_A}@0=${CONTACT}`,
      `${MAIL_B}@0=${CONTACT}`,
    ]);
  });

  it('takes the last explicit statement on a pair, whatever was seen since', () => {
    const edge = seen(1, A, MAIL_A);
    const apart = at(2, 'unlinked', A, MAIL_A);
    expect(personOf(resolve([edge, apart, seen(3, A, MAIL_A)]), MAIL_A)).toBe(MAIL_A);
    expect(personOf(resolve([edge, apart, at(4, 'linked', A, MAIL_A)]), MAIL_A)).toBe(A);
    expect(personOf(resolve([edge, at(5, 'unlinked', A, MAIL_A), at(4, 'linked', A, MAIL_A)]), MAIL_A)).toBe(
      MAIL_A,
    );
  });

  it('joins two user ids on explicit word', () => {
    const visits = resolve([seen(1, A, Z), seen(2, B, Z), at(3, 'linked', A, B)]);
    expect(brief(visits)).toEqual([`${Z}@0=${A}`, `${A}@0=${A}`, `${B}@0=${A}`]);
  });

  it('does not let a weak key join what was unlinked', () => {
    const visits = resolve([at(1, 'unlinked', A, MAIL_A), seen(2, A, Z), seen(3, MAIL_A, Z)]);
    expect(brief(visits)).toEqual([
      `${Z}@0=${A}`,
      `${Z}@3=${MAIL_A}`,
      `${MAIL_A}@0=${MAIL_A}`,
      `${A}@0=${A}`,
    ]);
  });

  it('ignores an identification that was unlinked, on events with further keys as well, until it is linked again', () => {
    const identified = [seen(1, A, MAIL_A, Z), at(2, 'unlinked', MAIL_A, Z)];
    expect(personOf(resolve(identified), Z)).toBe(Z);
    expect(personOf(resolve([...identified, at(3, 'linked', MAIL_A, Z)]), Z)).toBe(A);
    expect(personOf(resolve([...identified, at(3, 'linked', A, Z)]), Z)).toBe(A);
  });

  it('finds the strong key of a statement whose anonymous key is named first', () => {
    expect(personOf(resolve([at(1, 'linked', Z, A), at(2, 'linked', Z, B)]), B)).toBe(B);
  });

  it('takes two devices for one visitor, whose identity is that of either', () => {
    expect(personOf(resolve([at(1, 'linked', Z, Y), seen(2, A, Z)]), Y)).toBe(Z);
    expect(personOf(resolve([seen(1, A, Z), at(2, 'linked', Z, Y)]), Y)).toBe(A);
    const apart = resolve([seen(1, A, Z), seen(2, B, Y), at(3, 'linked', Z, Y)]);
    expect(brief(apart)).toEqual([`${Y}@0=${B}`, `${Z}@0=${A}`, `${A}@0=${A}`, `${B}@0=${B}`]);
    expect(personOf(resolve([at(1, 'linked', Z, Y), at(2, 'unlinked', Z, Y)]), Y)).toBe(Y);
  });

  it('is decided by content where two sources agree in time and event id', () => {
    const same = { eventId: 'e', occurredAt: 5 };
    const first = (position: number, keys: string[]) => ({ ...same, position, kind: 'seen' as const, keys });
    const names = new Map([A, B, Z].map((key, index) => [key, index]));
    expect(brief(resolvePeople([first(1, [A, Z]), first(2, [B, Z])], names))).toEqual(
      brief(resolvePeople([first(2, [A, Z]), first(1, [B, Z])], names)),
    );
  });

  it('gives ids that depend on workspace and key', () => {
    expect(personIdOf('w', A)).toMatch(/^per_[0-9a-f]{20}$/);
    expect(accountIdOf('w', 'domain:acme.example')).toMatch(/^acc_[0-9a-f]{20}$/);
    expect(new Set([personIdOf('w', A), personIdOf('v', A), personIdOf('w', B)]).size).toBe(3);
  });

  it('resolves a hundred thousand events of one component in seconds', () => {
    const evidence = Array.from({ length: 100_000 }, (_, index) =>
      seen(index, `user:${index % 997}`, `anonymous:${index % 1009}`, 'anonymous:kiosk'),
    );
    const started = Date.now();
    const visits = resolve(evidence);
    expect(visits.filter((visit) => visit.key === 'anonymous:kiosk')).toHaveLength(100_000);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

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
