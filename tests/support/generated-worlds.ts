import type { TouchFact } from '@touchstone/facts';
import fc from 'fast-check';
import { journeyFact, touchFact } from './fact-examples.js';
import type { World } from './plain-non-converting.js';

const minute = 60_000;

/** Keys of few people and computers, so that they meet often. */
const keys = ['email:a', 'email:b', 'user:c', 'anonymous:x', 'anonymous:y'];
const accounts = ['', '', 'acc_1', 'acc_2'];
const oneOf = <T>(...of: readonly T[]) => fc.constantFrom(...of);

/**
 * Worlds around the begin and the end of a window, which share no key and no account: visits that run across both, of
 * several people on one computer, internal referrers, new campaigns, keys that change hands and accounts, conversions of
 * every standing.
 */
export function generatedWorlds(count: number, window: { from: number; to: number }, seed: number): World[] {
  const moment = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.integer({ min: -12, max: 30 }).map((tens) => window.from + tens * 10 * minute),
    },
    { weight: 2, arbitrary: fc.integer({ min: -9, max: 9 }).map((tens) => window.to + tens * 10 * minute) },
    oneOf(
      window.from - 1,
      window.from,
      window.to - 1,
      window.from - 24 * 60 * minute,
      window.from + 30 * minute + 1,
    ),
  );
  const touch = fc.record({
    personKey: fc.oneof({ weight: 9, arbitrary: oneOf(...keys) }, oneOf('')),
    computer: oneOf('', '', 'anonymous:x', 'anonymous:y'),
    occurredAt: moment,
    eventId: oneOf('e1', 'e2', 'e3'),
    eventSource: oneOf('web', 'app'),
    interaction: oneOf('page_view', 'page_view', 'page_view', 'form_submit', 'email_open'),
    side: oneOf('marketing' as const, 'marketing' as const, 'sales' as const),
    isView: oneOf(false, false, true),
    channel: oneOf('direct', 'direct', 'email', 'paid-search', 'referral'),
    channelRule: oneOf('utm' as const, 'direct' as const, 'internal-referrer' as const),
    source: oneOf('', 'google'),
    campaign: oneOf('', '', '', 'spring', 'brand'),
  });
  const stretches = fc
    .array(
      fc.record({
        from: fc.record({ occurredAt: moment, eventId: oneOf('e1', 'e2') }),
        person: oneOf(...keys),
      }),
      {
        maxLength: 2,
      },
    )
    .chain((later) =>
      fc.record({
        person: oneOf(...keys),
        accounts: fc.array(oneOf(...accounts), { minLength: 3, maxLength: 3 }),
        later: fc.constant(later),
      }),
    )
    .map(({ person, accounts: ids, later }) => [
      { from: null, person, accountId: ids[0]! },
      ...later
        .sort((a, b) => a.from.occurredAt - b.from.occurredAt || (a.from.eventId < b.from.eventId ? -1 : 1))
        .map((one, nth) => ({ ...one, accountId: ids[nth + 1]! })),
    ]);
  const owners = fc.record({ key: oneOf(...keys), version: fc.integer({ min: 1, max: 40 }), stretches });
  const journey = fc.record({
    kind: oneOf('deal.won' as const, 'deal.won' as const, 'lead.created' as const),
    convertedAt: moment,
    conversionId: oneOf('D-1', 'D-2'),
    version: fc.integer({ min: 1, max: 40 }),
    isLive: oneOf(true, true, false),
    accountId: oneOf(...accounts),
    contacts: fc.uniqueArray(fc.record({ key: oneOf(...keys), reach: oneOf(1, 3, 4, 5, 7) }), {
      maxLength: 2,
      selector: ({ key }) => key,
    }),
    owner: oneOf('', 'ann'),
  });
  const world = fc.record({
    touches: fc.array(touch, { maxLength: 30 }),
    keys: fc.uniqueArray(owners, { maxLength: 6, selector: ({ key, version }) => `${key} ${version}` }),
    journeys: fc.uniqueArray(journey, {
      maxLength: 2,
      selector: ({ kind, convertedAt, conversionId, version }) =>
        `${kind} ${convertedAt} ${conversionId} ${version}`,
    }),
  });
  return fc.sample(world, { numRuns: count, seed }).map((made, nth): World => {
    const own = (name: string) => name && `${name}.${nth}`;
    return {
      touches: made.touches.map(({ computer, ...one }, at): TouchFact => {
        const personKey = own(one.personKey);
        const visitorKey = personKey.startsWith('anonymous:') ? personKey : own(computer) || personKey;
        return touchFact({ ...one, personKey, visitorKey, position: at + 1 });
      }),
      keys: made.keys.map(({ key, version, stretches: some }) => ({
        key: own(key),
        version,
        stretches: some.map(({ from, person, accountId }) => ({
          from,
          person: own(person),
          accountId: own(accountId),
        })),
      })),
      journeys: made.journeys.map(({ contacts, ...one }) => ({
        ...journeyFact({ ...one, conversionId: own(one.conversionId), accountId: own(one.accountId) }),
        contactKey: contacts.map(({ key }) => own(key)),
        contactReach: contacts.map(({ reach }) => reach),
      })),
    };
  });
}
