import { describe, expect, it } from '@jest/globals';
import { A, at, B, CONTACT, MAIL_A, MAIL_B, resolve, seen, Y, Z } from './identity.fixture.spec.js';
import { resolvePeople, visitAt, type Visit } from './identity.js';
import { accountIdOf, personIdOf } from './keys.js';

const brief = (visits: Visit[]) =>
  visits.map(({ key, from, personKey }) => `${key}@${from?.occurredAt ?? 0}=${personKey}`);
const personOf = (visits: Visit[], key: string) => visits.find((visit) => visit.key === key)!.personKey;

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

  it('resolves fifty thousand events of one component without growing quadratic', () => {
    const evidence = Array.from({ length: 50_000 }, (_, index) =>
      seen(index, `user:${index % 997}`, `anonymous:${index % 1009}`, 'anonymous:kiosk'),
    );
    const started = Date.now();
    const visits = resolve(evidence);
    expect(visits.filter((visit) => visit.key === 'anonymous:kiosk')).toHaveLength(50_000);
    expect(Date.now() - started).toBeLessThan(60_000);
  });
});
