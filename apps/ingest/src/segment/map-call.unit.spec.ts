import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type InteractionName, interactions } from '@touchstone/contracts';
import { acceptEvent, HashedLookups } from '@touchstone/event-log';
import fc from 'fast-check';
import { callTypes } from './call.js';
import { occurredAtOf } from './clock.js';
import { eventNames } from './interaction-names.js';
import { mapCall } from './map-call.js';

const receivedAt = Date.UTC(2026, 2, 1, 12);
const anonymousId = '0b5a1c7e-3f0e-4f57-9a55-0d6a3d1f1c11';

function eventsOf(call: Record<string, unknown>) {
  const mapped = mapCall({ messageId: 'm', ...call }, { receivedAt });
  if (!mapped.ok) throw new Error(mapped.detail);
  return mapped.events.map(({ type, data }) => ({ type, data }));
}
const dataOf = (call: Record<string, unknown>) => eventsOf(call)[0]!.data;

describe('identify', () => {
  it('links the ids, e-mail and phone of a person, with the names and the account', () => {
    expect(
      eventsOf({
        type: 'identify',
        anonymousId,
        userId: 42,
        traits: {
          email: ' Jane@Acme.example',
          phone: '+49 30 1234567',
          firstName: 'Jane',
          lastName: 'Doe',
          title: 'CTO',
          company: { id: 'c 1', name: 'Acme', website: 'https://www.acme.example/about' },
          secret: 'not kept',
        },
      }),
    ).toEqual([
      {
        type: 'identity.linked.v1',
        data: {
          person: {
            anonymousId,
            userId: '42',
            email: 'jane@acme.example',
            phone: '+49301234567',
            firstName: 'Jane',
            lastName: 'Doe',
            jobTitle: 'CTO',
          },
          account: { crmIds: ['crm:segment:account:c%201'], domain: 'acme.example', name: 'Acme' },
        },
      },
    ]);
  });

  it('leaves out an e-mail and a phone number that are none', () => {
    expect(dataOf({ type: 'identify', userId: 'u', traits: { email: 'n/a', phone: '555-1234' } })).toEqual({
      person: { userId: 'u' },
    });
  });

  it('takes the account from context.groupId, and none from a bare company name', () => {
    const context = { groupId: 'g-1', traits: { email: 'j@acme.example' } };
    expect(dataOf({ type: 'identify', userId: 'u', context, traits: { company: 'Acme' } })).toEqual({
      person: { userId: 'u', email: 'j@acme.example' },
      account: { crmIds: ['crm:segment:account:g-1'], name: 'Acme' },
    });
    expect(dataOf({ type: 'identify', userId: 'u', traits: { company: 'Acme' } })).not.toHaveProperty(
      'account',
    );
  });
});

describe('track', () => {
  const names = Object.entries(eventNames).flatMap(([interaction, list]) =>
    list.map((name): [string, string] => [name, interaction]),
  );
  it.each(names)('%s is a touch: %s', (event, interaction) => {
    const snake = event.toLowerCase().replaceAll(' ', '_');
    const camel = event.charAt(0).toLowerCase() + event.slice(1).replaceAll(' ', '');
    for (const written of [event, snake, camel])
      expect(dataOf({ type: 'track', userId: 'u', event: written })).toMatchObject({ interaction });
  });

  it('has its names in the documentation, and no others are there', () => {
    const page = readFileSync(new URL('../../../../docs/segment-mapping.md', import.meta.url), 'utf8');
    const rows = [...page.split('## Event names')[1]!.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)];
    expect(Object.fromEntries(rows.map(([, interaction, list]) => [interaction, list!.split(', ')]))).toEqual(
      eventNames,
    );
  });

  it('knows every interaction by its own name, and no name twice', () => {
    for (const name of Object.keys(interactions) as InteractionName[])
      expect(dataOf({ type: 'track', userId: 'u', event: name })).toMatchObject({ interaction: name });
    expect(new Set(names.map(([name]) => name)).size).toBe(names.length);
  });

  it('lets the sender say the interaction', () => {
    const call = {
      type: 'track',
      userId: 'u',
      event: 'Signed Up',
      properties: { interaction: 'trial_started' },
    };
    expect(dataOf(call)).toMatchObject({ interaction: 'trial_started', attributes: { event: 'Signed Up' } });
  });

  it('keeps of another event who it was, if it says so twice, else nothing', () => {
    const event = { type: 'track', event: 'Order Completed', properties: { total: 7 } };
    expect(eventsOf({ ...event, userId: 'u', anonymousId })).toEqual([
      { type: 'identity.linked.v1', data: { person: { userId: 'u', anonymousId } } },
    ]);
    expect(eventsOf({ ...event, userId: 'u' })).toEqual([]);
  });
});

describe('page and screen', () => {
  it('are page views with campaign, click ids, referrer and page', () => {
    expect(
      eventsOf({
        type: 'page',
        anonymousId,
        name: 'Pricing',
        context: {
          page: {
            url: 'https://x.example/pricing?utm_source=news&utm_medium=email&utm_campaign=q1&utm_term=t&utm_content=c&gclid=G&li_fat_id=L&email=j%40x.y#top',
            referrer: 'https://www.google.com/search?q=private',
            title: 'Prices',
          },
        },
      }),
    ).toEqual([
      {
        type: 'touchpoint.recorded.v1',
        data: {
          interaction: 'page_view',
          person: { anonymousId },
          source: 'news',
          medium: 'email',
          campaign: 'q1',
          term: 't',
          content: 'c',
          clickIds: { gclid: 'G', li_fat_id: 'L' },
          referrer: 'https://www.google.com/search',
          page: { url: 'https://x.example/pricing', path: '/pricing', title: 'Prices' },
        },
      },
    ]);
    expect(dataOf({ type: 'screen', userId: 'u', name: 'Home' })).toMatchObject({ page: { title: 'Home' } });
  });

  it('prefer context.campaign to the URL, and read page.search without a URL', () => {
    const page = { search: '?utm_source=search&utm_campaign=fromsearch&msclkid=M', path: '/p' };
    expect(
      dataOf({ type: 'page', anonymousId, context: { page, campaign: { name: 'fromcontext' } } }),
    ).toMatchObject({
      source: 'search',
      campaign: 'fromcontext',
      clickIds: { msclkid: 'M' },
      page: { path: '/p' },
    });
  });
});

describe('group and alias', () => {
  it('group updates the account and links the person to it', () => {
    const traits = {
      name: 'Acme',
      domain: 'ACME.example',
      industry: 'Tools',
      employees: 120,
      email: 'hq@acme.example',
    };
    const account = { crmIds: ['crm:segment:account:g-1'], domain: 'acme.example', name: 'Acme' };
    const mapped = mapCall(
      { messageId: 'm', type: 'group', userId: 'u', groupId: 'g-1', traits },
      { receivedAt },
    );
    expect(mapped).toMatchObject({
      events: [
        {
          id: 'm',
          type: 'account.updated.v1',
          data: { account, attributes: { industry: 'Tools', employees: '120' } },
        },
        { id: 'm:2', type: 'identity.linked.v1', data: { person: { userId: 'u' }, account } },
      ],
    });
  });

  it('alias links a visitor id where it looks like one, else two user ids', () => {
    expect(dataOf({ type: 'alias', userId: 'u', previousId: anonymousId })).toEqual({
      person: { userId: 'u', anonymousId },
    });
    expect(dataOf({ type: 'alias', userId: 'u', anonymousId: 'a', previousId: 'a' })).toEqual({
      person: { userId: 'u', anonymousId: 'a' },
    });
    expect(dataOf({ type: 'alias', userId: 'u', previousId: 'old' })).toEqual({
      person: { userId: 'u' },
      also: { userId: 'old' },
    });
    expect(dataOf({ type: 'alias', anonymousId: 'a', previousId: anonymousId })).toEqual({
      person: { anonymousId: 'a' },
      also: { anonymousId },
    });
  });
  it('alias needs the id before and another one of now: else it would have no effect', () => {
    for (const [call, missing] of [
      [{ userId: 'u' }, 'previousId'],
      [{ userId: 'u', anonymousId: 'a' }, 'previousId'],
      [{ previousId: 'old' }, 'userId'],
      [{ previousId: 'u', userId: 'u' }, 'userId'],
    ] as const)
      expect(mapCall({ messageId: 'm', type: 'alias', ...call }, { receivedAt })).toMatchObject({
        ok: false,
        reason: 'invalid_call',
        detail: expect.stringMatching(`^${missing}: is missing.*; send`),
      });
  });
});

describe('time and identity', () => {
  const at = (seconds: number) => new Date(receivedAt + seconds * 1000).toISOString();

  it.each([
    ['a clock two hours ahead', { originalTimestamp: at(7190), timestamp: undefined, sentAt: at(7200) }, -10],
    [
      'a clock two hours behind',
      { originalTimestamp: undefined, timestamp: at(-7210), sentAt: at(-7200) },
      -10,
    ],
    [
      'both times: the original one',
      { originalTimestamp: at(-20), timestamp: at(-99), sentAt: at(-10) },
      -10,
    ],
    ['no sentAt', { originalTimestamp: undefined, timestamp: at(-30), sentAt: undefined }, -30],
    [
      'a sentAt that is no time',
      { originalTimestamp: undefined, timestamp: at(-30), sentAt: 'yesterday' },
      -30,
    ],
    ['no time at all', { originalTimestamp: undefined, timestamp: '12', sentAt: at(0) }, 0],
  ])('corrects %s', (_name, times, seconds) => {
    expect(occurredAtOf(times, receivedAt)).toBe(receivedAt + seconds * 1000);
  });

  it('is one identity and one content for every retry, and another content for another call', () => {
    const call = { type: 'page', messageId: 'm', anonymousId, timestamp: at(-5) };
    const identity = (raw: object, more: object = {}) => {
      const mapped = mapCall(raw, { receivedAt: receivedAt + 60_000, ...more });
      if (!mapped.ok) throw new Error(mapped.detail);
      const { id, source } = mapped.events[0]!;
      return { id, source, contentHash: mapped.contentHash };
    };
    const first = identity(call, { sentAt: at(-1) });
    expect(first).toMatchObject({ id: 'm', source: 'segment' });
    expect(identity({ ...call, sentAt: at(59), writeKey: 'k' }, { sentAt: at(60) })).toEqual(first);
    expect(identity({ ...call, type: undefined }, { pathType: 'page' })).toEqual(first);
    expect(identity({ ...call, userId: 'u' }).contentHash).not.toBe(first.contentHash);
  });

  it('makes an id of the content where there is no messageId', () => {
    const id = (call: object) => {
      const mapped = mapCall({ type: 'page', ...call }, { receivedAt });
      return mapped.ok ? mapped.messageId : mapped.detail;
    };
    expect(id({ userId: 'u' })).toMatch(/^content:[0-9a-f]{32}$/);
    expect(id({ userId: 'u' })).toBe(id({ userId: 'u', sentAt: at(0) }));
    expect(id({ userId: 'u' })).not.toBe(id({ userId: 'v' }));
  });
});

describe('refusals', () => {
  it.each([
    ['a list', [], 'not_an_object'],
    ['no type', { userId: 'u' }, 'invalid_call'],
    ['a prototype as type', { type: 'constructor' }, 'invalid_call'],
    ['NUL', { type: 'page', userId: 'a\0' }, 'unstorable_text'],
    ['1e400', { type: 'page', userId: 'a', properties: { n: Infinity } }, 'invalid_number'],
    ['__proto__', JSON.parse('{"type":"page","__proto__":{"userId":"u"}}'), 'unsafe_key'],
    ['300 KB', { type: 'page', userId: 'a', properties: { n: 'x'.repeat(300_000) } }, 'too_large'],
  ])('%s', (_name, raw, reason) => {
    expect(mapCall(raw, { receivedAt })).toMatchObject({ ok: false, reason });
  });

  it('never throws on any JSON, and long or strange texts still make events that are accepted', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const value = fc.oneof(
      text,
      text.map((part) => `https://${part}?utm_source=${part}`),
      fc.jsonValue(),
    );
    const some = (...names: string[]) =>
      fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
    const long = fc.constantFrom(
      'ä'.repeat(5000),
      `${'x'.repeat(499)}😀`,
      `https://x.example/${'😀'.repeat(2500)}`,
    );
    const call = fc.record(
      {
        type: fc.constantFrom(...callTypes),
        event: fc.oneof(fc.constant('Signed Up'), text),
        anonymousId: fc.constant('a-1'),
        timestamp: fc.oneof(text, fc.date().map(String), fc.constant('9999-12-31T00:00:00Z')),
        properties: fc.oneof(
          some('url', 'email', 'title', 'phone', 'referrer'),
          fc.record({ url: long, title: long, referrer: long, utm_source: long }),
        ),
        traits: some('email', 'company', 'website', 'firstName'),
        context: fc.oneof(
          some('page', 'campaign', 'traits', 'groupId'),
          fc.record({ page: some('url', 'search', 'path') }),
        ),
        groupId: fc.oneof(fc.constant(': a%b'), text),
        previousId: text,
      },
      { requiredKeys: ['type', 'anonymousId'] },
    );
    const personalData = new HashedLookups('ab'.repeat(32));
    fc.assert(
      fc.property(fc.oneof(call, fc.jsonValue()), (raw) => {
        const mapped = mapCall(raw, { receivedAt, sentAt: '2026-03-01' });
        if (!mapped.ok) return;
        for (const event of mapped.events) {
          const result = acceptEvent(event, { workspace: 'w', receivedAt, personalData });
          // whatever is refused now is the sender's identifiers or time, never a text that the mapping let grow
          if (!result.ok) expect(result.detail).toMatch(/^(data\.(person|also|account)|time|id)/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
