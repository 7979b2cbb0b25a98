import { describe, expect, it } from '@jest/globals';
import { eventTypes } from '@touchstone/contracts';
import fc from 'fast-check';
import { acceptEvent, HashedLookups } from './index.js';

const circumstances = {
  workspace: 'acme',
  receivedAt: Date.UTC(2026, 2, 1),
  personalData: new HashedLookups('ab'.repeat(32)),
};
const accept = (raw: unknown) => acceptEvent(raw, circumstances);

const good = {
  specversion: '1.0',
  id: 'e-1',
  source: 'crm/test',
  type: 'touchpoint.recorded.v1',
  time: '2026-02-28T23:00:00.123+01:00',
  data: { interaction: 'signup', person: { email: ' Jane@Acme.example ' } },
};
const withData = (more: Record<string, unknown>) => ({ ...good, data: { ...good.data, ...more } });
const nested = (depth: number): unknown =>
  JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth)) as unknown;

describe('acceptEvent', () => {
  it('makes an event for the log, normalised, with its links and its stream', () => {
    const result = accept(good);
    expect(result).toMatchObject({
      ok: true,
      event: {
        workspace: 'acme',
        source: 'crm/test',
        eventId: 'e-1',
        occurredAt: Date.UTC(2026, 1, 28, 22, 0, 0, 123),
        receivedAt: circumstances.receivedAt,
        data: { person: { email: 'jane@acme.example' } },
        links: { people: [{ emailDomain: 'acme.example', role: 'subject' }] },
      },
    });
    if (!result.ok) throw new Error(result.detail);
    expect(result.event.stream).toBe(`person:${result.event.links.people[0]!.keys[0]}`);
    expect(result.event.stream).not.toContain('jane');
  });

  it('accepts the examples of every event type', () => {
    for (const [type, { examples }] of Object.entries(eventTypes))
      for (const data of examples)
        expect(accept({ ...good, type, data })).toMatchObject({ ok: true, event: { type } });
  });

  it('hashes content, not form: key order and time zone make no difference, data and time do', () => {
    const hash = (raw: object) => {
      const result = accept(raw);
      return result.ok ? result.event.contentHash : result.detail;
    };
    const { data, ...rest } = good;
    const reordered = { data: { person: data.person, interaction: data.interaction }, ...rest };
    expect(hash(reordered)).toBe(hash(good));
    expect(hash({ ...good, time: '2026-02-28T22:00:00.123Z' })).toBe(hash(good));
    expect(hash({ ...good, time: '2026-02-28T22:00:00.124Z' })).not.toBe(hash(good));
    expect(hash(withData({ medium: 'cpc' }))).not.toBe(hash(good));
    expect(hash(withData({ unknown: 1 }))).not.toBe(hash(good));
    const spelled = (email: string) => hash(withData({ person: { email } }));
    expect(spelled('A@B.com ')).not.toBe(spelled('a@b.com')); // as sent, though both are one person
  });

  it('takes the hash of its caller, and none that the sender claims', () => {
    const claimed = { ...good, contenthash: 'ab'.repeat(32), contentHash: 'ab'.repeat(32) };
    const contentHash = 'cd'.repeat(32);
    expect(accept(claimed)).toEqual(accept(good));
    expect(acceptEvent(claimed, { ...circumstances, contentHash })).toMatchObject({ event: { contentHash } });
  });

  const poison: [name: string, raw: unknown, reason: string, detail: RegExp][] = [
    ['nothing', null, 'not_an_object', /JSON object/],
    ['a list', [good], 'not_an_object', /JSON object/],
    ['text', 'x', 'not_an_object', /JSON object/],
    ['an empty object', {}, 'invalid_envelope', /id: is missing; send a string/],
    ['no id', { ...good, id: undefined }, 'invalid_envelope', /^id: is missing/],
    ['a number as id', { ...good, id: 7 }, 'invalid_envelope', /^id: has the wrong type; send a string/],
    ['a time without an offset', { ...good, time: '2026-03-01T09:30:00' }, 'invalid_envelope', /RFC 3339/],
    ['another specversion', { ...good, specversion: '0.3' }, 'invalid_envelope', /^specversion/],
    [
      'a type without version',
      { ...good, type: 'touchpoint.recorded' },
      'unknown_type',
      /send touchpoint.recorded.v1/,
    ],
    [
      'another version',
      { ...good, type: 'deal.won.v9' },
      'unknown_type',
      /version of deal.won .* send deal.won.v1/,
    ],
    ['an unknown type of a family', { ...good, type: 'lead.lost.v1' }, 'unknown_type', /lead.created.v1, /],
    ['an unknown type', { ...good, type: 'x' }, 'unknown_type', /touchpoint.recorded.v1, .*deal.won.v1/],
    ['a prototype as type', { ...good, type: 'constructor' }, 'unknown_type', /one of/],
    ['missing data', { ...good, data: undefined }, 'invalid_data', /^data: is missing; send an object/],
    [
      'a missing field',
      { ...good, data: { interaction: 'signup' } },
      'invalid_data',
      /^data.person: is missing/,
    ],
    [
      'an interaction that is no name',
      withData({ interaction: 'Page Viewed' }),
      'invalid_data',
      /^data.interaction: .*snake_case/,
    ],
    [
      'nobody',
      withData({ person: { firstName: 'J' } }),
      'invalid_data',
      /^data.person: a person needs at least one/,
    ],
    [
      'a broken e-mail',
      withData({ person: { email: 'jane' } }),
      'invalid_data',
      /^data.person.email: .*one @/,
    ],
    ['NUL in a value', withData({ campaign: 'a\0b' }), 'unstorable_text', /^data.campaign: .*NUL/],
    ['NUL in a key', withData({ attributes: { 'a\0b': 1 } }), 'unstorable_text', /^data.attributes.a/],
    ['NUL in the id', { ...good, id: 'a\0b' }, 'unstorable_text', /^id: /],
    ['a lone surrogate', withData({ campaign: '\ud800' }), 'unstorable_text', /^data.campaign: /],
    [
      '1e400',
      { ...good, data: JSON.parse('{"attributes":{"n":[0,1e400]}}') },
      'invalid_number',
      /^data.attributes.n\[1\]: /,
    ],
    [
      'a source that is ours',
      { ...good, source: 'touchstone:api' },
      'reserved_source',
      /^source: .*name your system/,
    ],
    [
      'a whole number that was rounded when it was read',
      { ...good, data: JSON.parse('{"attributes":{"n":12345678901234567891}}') },
      'invalid_number',
      /^data.attributes.n: .*send it as a string/,
    ],
    ['depth 65', withData({ attributes: { a: nested(63) } }), 'too_deep', /deeper than 64/],
    ['depth 10,000', { ...good, data: nested(10_000) }, 'too_deep', /deeper than 64/],
    [
      '__proto__ in data',
      { ...good, data: JSON.parse('{"__proto__":{"x":1}}') },
      'unsafe_key',
      /^data.__proto__: /,
    ],
    ['__proto__ in the event', JSON.parse(`{"__proto__":{"x":1}}`), 'unsafe_key', /__proto__/],
    [
      'a huge amount',
      {
        ...good,
        type: 'deal.amount_changed.v1',
        data: { dealId: 'd', amount: { amountMinor: 2 ** 53, currency: 'EUR' } },
      },
      'invalid_number',
      /^data.amount.amountMinor: /,
    ],
    ['300 KB', withData({ attributes: { text: 'x'.repeat(300_000) } }), 'too_large', /at most 262144/],
    ['300 KB beside the data', { ...good, extra: 'x'.repeat(300_000) }, 'too_large', /at most 262144/],
    ['the year 9999', { ...good, time: '9999-01-01T00:00:00Z' }, 'time_out_of_range', /1900 to 2299/],
    ['the year 1899', { ...good, time: '1899-12-31T23:59:59.999Z' }, 'time_out_of_range', /1900 to 2299/],
    ['another workspace', { ...good, workspace: 'other' }, 'foreign_workspace', /leave the attribute out/],
  ];
  it.each(poison)('refuses %s', (_name, raw, reason, detail) => {
    expect(accept(raw)).toMatchObject({ ok: false, reason, detail: expect.stringMatching(detail) });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('says which event it refused', () => {
    expect(accept({ ...good, type: 'x' })).toMatchObject({ eventSource: 'crm/test', eventId: 'e-1' });
  });

  const harmless: [string, unknown][] = [
    ['1970', { ...good, time: '1970-01-01T00:00:00Z' }],
    ['1900', { ...good, time: '1900-01-01T00:00:00Z' }],
    ['2299', { ...good, time: '2299-12-31T23:59:59.999Z' }],
    ['nanoseconds', { ...good, time: '2026-03-01T09:30:00.123456789Z' }],
    ['fields nobody knows', withData({ extra: { nested: [1, 'ä', null, '"\\'] } })],
    ['the largest whole number', withData({ attributes: { n: 9007199254740991, x: 1e-9 } })],
    ['its own workspace', { ...good, workspace: 'acme' }],
    ['depth 64', withData({ attributes: { a: nested(61) } })],
  ];
  it.each(harmless)('accepts %s', (_name, raw) => {
    expect(accept(raw)).toMatchObject({ ok: true });
  });

  it('keeps stream keys short enough for an index', () => {
    const spend = {
      ...eventTypes['spend.recorded.v1'].example,
      campaign: '漢'.repeat(500),
      platform: '字'.repeat(200),
      account: 'é'.repeat(200),
    };
    const result = accept({ ...good, type: 'spend.recorded.v1', data: spend });
    expect(result.ok && Buffer.byteLength(result.event.stream)).toBeLessThan(2000);
  });

  it('never throws on any JSON, and what it accepts can be stored', () => {
    const json = fc.jsonValue({ stringUnit: 'binary' });
    const anyData = fc.record(
      {
        ...Object.fromEntries(
          Object.entries(good).map(([key, value]) => [key, fc.oneof(fc.constant(value), json)]),
        ),
        type: fc.oneof(fc.constantFrom(...Object.keys(eventTypes)), fc.string()),
      },
      { requiredKeys: [] },
    );
    const anyTouch = fc.record(
      {
        interaction: fc.constantFrom('signup', 'page_view'),
        person: fc.record(
          {
            anonymousId: fc.string({ unit: 'binary' }),
            email: fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })),
            phone: fc.string(),
          },
          { requiredKeys: [] },
        ),
        attributes: json,
        campaign: fc.string({ unit: 'binary' }),
      },
      { requiredKeys: [] },
    );
    const anything = fc.oneof(
      json,
      anyData,
      anyTouch.map((data) => ({ ...good, data })),
    );
    fc.assert(
      fc.property(anything, (raw) => {
        const result = accept(raw);
        if (!result.ok) expect(result.detail).toMatch(/: /);
        else expect(JSON.stringify(result.event)).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
      { numRuns: 500 },
    );
  });
});
