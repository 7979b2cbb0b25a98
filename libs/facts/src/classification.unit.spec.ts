import { describe, expect, it } from '@jest/globals';
import { ChannelRulesSchema, clickIdNames, eventTypes, InteractionsSchema } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import { defaultDefinitions, type Definitions } from '@touchstone/timeline';
import fc from 'fast-check';
import { classify, touchOf } from './index.js';

const word = fc.constantFrom('google', 'Newsletter', 'cpc', 'email', 'brand-q1', 'g2', '');
const host = fc.constantFrom(
  'https://www.google.com/x',
  'https://docs.own.example',
  'g2.com',
  'https://a.example/p?q=1',
);
const sent = fc.record(
  {
    channel: fc.constantFrom('Partner', 'billboard', 'made-up'),
    source: word,
    medium: word,
    campaign: word,
    referrer: host,
    page: fc.record({ url: host }),
    clickIds: fc.dictionary(fc.constantFrom(...clickIdNames), fc.constantFrom('', 'x'), { maxKeys: 2 }),
    interaction: fc.constantFrom('page_view', 'workshop', 'self_reported', 'email_open', 'call', 'ad_click'),
  },
  { requiredKeys: ['interaction'] },
);
const condition = fc.oneof(
  word.filter(Boolean).map((equals) => ({ equals })),
  word.filter(Boolean).map((contains) => ({ contains: contains.slice(0, 3) })),
);
const when = fc
  .record(
    { source: condition, campaign: condition, referrerHost: condition, clickId: fc.constant(['gclid']) },
    { requiredKeys: [] },
  )
  .filter((conditions) => Object.keys(conditions).length > 0);
const definitions = fc
  .record({
    rules: fc.array(fc.record({ channel: fc.constantFrom('own', 'billboard'), when }), { maxLength: 3 }),
    ownDomains: fc.subarray(['own.example', 'google.com']),
    extraChannels: fc.subarray(['billboard', 'made-up']),
    workshop: fc.constantFrom('marketing', 'sales'),
    touchVersion: fc.nat(1000),
  })
  .map(({ rules, ownDomains, extraChannels, workshop, touchVersion }): Definitions => ({
    ...defaultDefinitions,
    workspace: { ...defaultDefinitions.workspace, ownDomains, extraChannels },
    channels: ChannelRulesSchema.parse({ rules }),
    interactions: InteractionsSchema.parse({ interactions: [{ name: 'workshop', side: workshop }] }),
    touchVersion,
  }));
const touched = (data: object): LogEvent => ({
  ...{ workspace: 'acme', source: 'web', eventId: 'e1', type: 'touchpoint.recorded.v1', stream: 's' },
  ...{ occurredAt: 5, receivedAt: 6, recordedAt: 7, position: 3, commit: 4 },
  data: eventTypes['touchpoint.recorded.v1'].schema.parse({ ...data, person: { anonymousId: 'a' } }),
  links: { people: [{ keys: ['anonymous:a'], emailDomain: null, role: 'subject' }], accounts: [] },
});

describe('a touch classified anew', () => {
  it('is as it would have been had the definitions been in force when it came', () => {
    fc.assert(
      fc.property(sent, definitions, definitions, (data, then, now) => {
        const kept = touchOf(touched(data), then)!;
        const anew = touchOf(touched(data), now)!;
        expect({ ...kept, ...classify(kept, now) }).toEqual(anew);
        expect(anew.rulesVersion).toBe(now.touchVersion);
      }),
      { numRuns: 500 },
    );
  });
});
