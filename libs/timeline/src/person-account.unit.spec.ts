import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  accountKeyOf,
  merge,
  observe,
  unknownBelonging,
  type AccountNaming,
  type Belonging,
} from './person-account.js';

const event = (occurredAt: number, ...accounts: string[]) => ({
  occurredAt,
  eventId: `e${occurredAt}`,
  position: 100 - occurredAt,
  links: { accounts },
});
const from = (...steps: [ReturnType<typeof event>, string | null][]) =>
  steps.reduce((known, [step, emailDomain]) => observe(known, step, { emailDomain }), unknownBelonging);

describe('the account a person belongs to', () => {
  it('is none as long as nothing tells of one', () => {
    expect(accountKeyOf(from([event(1), null]))).toBeNull();
  });

  it('is that of the latest e-mail with a domain of its own', () => {
    const known = from([event(3), 'new.example'], [event(4), null], [event(1), 'old.example']);
    expect(accountKeyOf(known)).toBe('domain:new.example');
  });

  it('is the one named on the latest event that names one, before any e-mail', () => {
    const known = from(
      [event(5, 'crm:hubspot:account:2', 'domain:b.example'), null],
      [event(2, 'crm:hubspot:account:1'), null],
      [event(9), 'mail.example'],
    );
    expect(accountKeyOf(known)).toBe('crm:hubspot:account:2');
    expect(known.named).toEqual({
      occurredAt: 5,
      eventId: 'e5',
      position: 95,
      accountKey: 'crm:hubspot:account:2',
    });
  });

  it('merges in any order, in any grouping, however often', () => {
    const naming: fc.Arbitrary<AccountNaming | null> = fc.option(
      fc.record({
        occurredAt: fc.nat(3),
        eventId: fc.constantFrom('a', 'b'),
        position: fc.nat(3),
        accountKey: fc.constantFrom('domain:a.example', 'domain:b.example'),
      }),
    );
    const belonging: fc.Arbitrary<Belonging> = fc.record({ named: naming, domain: naming });
    fc.assert(
      fc.property(belonging, belonging, belonging, (a, b, c) => {
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(a, merge(b, c))).toEqual(merge(merge(a, b), c));
        expect(merge(a, a)).toEqual(a);
        expect(merge(a, unknownBelonging)).toEqual(a);
        expect(merge(merge(a, b), b)).toEqual(merge(a, b));
      }),
    );
  });
});
