import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { resolveAccounts, type AccountEvidence } from './accounts.js';

const [H1, H2, S1, ACME, OTHER] = [
  'crm:hubspot:account:1',
  'crm:hubspot:account:2',
  'crm:salesforce:account:1',
  'domain:acme.example',
  'domain:other.example',
];
const at = (occurredAt: number, ...keys: string[]): AccountEvidence => ({
  position: occurredAt,
  eventId: `e${occurredAt}`,
  occurredAt,
  keys,
});
const names = new Map([H1, H2, S1, ACME, OTHER].map((key, index) => [key, index]));
const resolve = (...evidence: AccountEvidence[]) => Object.fromEntries(resolveAccounts(evidence, names));

describe('which keys are one account', () => {
  it('takes the CRM ids of one event for one account, also two of one system', () => {
    expect(resolve(at(3, H1, S1), at(4, H1, H2))).toEqual({
      [H1]: { accountKey: H1, evidence: 3 },
      [H2]: { accountKey: H1, evidence: 4 },
      [S1]: { accountKey: H1, evidence: 3 },
    });
  });

  it('leaves a key alone that nothing links, and names it by itself', () => {
    expect(resolve(at(1, ACME))).toEqual({ [ACME]: { accountKey: ACME, evidence: null } });
  });

  it('gives a domain to the first account that claims it by business time', () => {
    expect(resolve(at(9, H1, ACME), at(2, H2, ACME))).toEqual({
      [H1]: { accountKey: H1, evidence: null },
      [H2]: { accountKey: H2, evidence: 2 },
      [ACME]: { accountKey: H2, evidence: 2 },
    });
  });

  it('lets a domain join the accounts of two systems, and several domains be one account', () => {
    const accounts = resolve(at(1, H1, ACME), at(2, S1, ACME), at(3, S1, OTHER));
    expect(new Set(Object.values(accounts).map((link) => link.accountKey))).toEqual(new Set([H1]));
    expect(accounts[OTHER]!.evidence).toBe(3);
  });

  it('never lets domains join two ids of one system, and is the same in any order', () => {
    const keys = fc
      .tuple(
        fc.option(fc.constantFrom(H1, H2, S1, 'crm:salesforce:account:2'), { nil: undefined }),
        fc.option(fc.constantFrom(ACME, OTHER), { nil: undefined }),
      )
      .map((pair) => pair.filter((key): key is string => key !== undefined));
    const history = fc.array(fc.tuple(fc.nat(9), keys), { maxLength: 15 }).map((events) =>
      events.map(([occurredAt, keys], index) => ({
        position: index,
        eventId: `e${index}`,
        occurredAt,
        keys,
      })),
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
          const accounts = resolveAccounts(events, names);
          expect([...resolveAccounts([...some, ...shuffled], names)]).toEqual([...accounts]);
          const held = new Map<string, string>();
          for (const [key, { accountKey }] of accounts) {
            if (key.startsWith('domain:')) continue;
            const slot = `${accountKey} ${key.split(':')[1]}`;
            expect(held.get(slot) ?? key).toBe(key);
            held.set(slot, key);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
