import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCloudEvents, encodeCloudEvent } from './cloud-event-codec.js';

const event = {
  specversion: '1.0',
  id: 'e1',
  source: '/crm',
  type: 'deal.won.v1',
  data: { amountMinor: 12 },
};
const message = (value: unknown, headers: Record<string, string> = {}) => ({
  value:
    value === null || Buffer.isBuffer(value)
      ? value
      : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers,
});

describe('decoding CloudEvents', () => {
  it('takes structured mode by its content type or by its specversion', () => {
    const typed = { 'Content-Type': 'application/cloudevents+json; charset=UTF-8' };
    expect(decodeCloudEvents(message(event, typed))).toEqual([{ ok: true, event }]);
    expect(decodeCloudEvents(message(event))).toEqual([{ ok: true, event }]);
  });

  it('takes binary mode: attributes from the ce_ headers, data from the value', () => {
    const headers = {
      ce_specversion: '1.0',
      ce_id: 'e1',
      ce_source: '/crm',
      ce_type: 'deal.won.v1',
      other: 'x',
    };
    const { data, ...attributes } = event;
    const json = { ...headers, 'content-type': 'application/json' };
    expect(decodeCloudEvents(message(data, headers))).toEqual([{ ok: true, event }]);
    expect(decodeCloudEvents(message(data, json))).toEqual([
      { ok: true, event: { ...event, datacontenttype: 'application/json' } },
    ]);
    expect(decodeCloudEvents(message('hi', { ...headers, 'content-type': 'text/plain' }))).toEqual([
      { ok: true, event: { ...attributes, datacontenttype: 'text/plain', data: 'hi' } },
    ]);
    expect(decodeCloudEvents(message(null, headers))).toEqual([{ ok: true, event: attributes }]);
  });

  it('takes batch mode, keeping the good elements of a batch with bad ones', () => {
    const batch = { 'content-type': 'application/cloudevents-batch+json' };
    const second = { ...event, id: 'e2' };
    const bad = { ok: false, reason: 'not a CloudEvent: not a JSON object' };
    expect(decodeCloudEvents(message([event, 7, second], batch))).toEqual([
      { ok: true, event },
      bad,
      { ok: true, event: second },
    ]);
    expect(decodeCloudEvents(message([event, null]))).toEqual([{ ok: true, event }, bad]);
    expect(decodeCloudEvents(message(event, batch))).toEqual([
      { ok: false, reason: 'a batch must be a JSON array' },
    ]);
  });

  it.each([
    ['no value', null, 'the message has no value'],
    ['an empty value', '', 'the value is not valid JSON'],
    ['cut JSON', '{"specversion":"1.0"', 'the value is not valid JSON'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'the value is not valid UTF-8'],
    ['a bare number', '1e400', 'not a CloudEvent: not a JSON object'],
    [
      'a foreign object',
      { id: 1 },
      'not a CloudEvent: no specversion, neither in the value nor as the header ce_specversion',
    ],
    [
      'an inherited specversion',
      '{"__proto__":{"specversion":"1.0"}}',
      expect.stringContaining('no specversion'),
    ],
  ])('answers %s with a reason', (_name, value, reason) => {
    expect(decodeCloudEvents(message(value))).toEqual([{ ok: false, reason }]);
  });

  it('answers binary data that is not what its content type says with a reason', () => {
    const headers = { ce_specversion: '1.0', 'content-type': 'application/json' };
    expect(decodeCloudEvents(message('{', headers))).toEqual([
      { ok: false, reason: 'the value is not valid JSON' },
    ]);
  });

  it('reads deep nesting and lone surrogates without failing', () => {
    const deep = `{"specversion":"1.0","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    expect(decodeCloudEvents(message(deep))[0]!.ok).toBe(true);
    const lone = { ...event, id: 'a\ud800b' };
    expect(decodeCloudEvents(message(JSON.stringify(lone)))).toEqual([{ ok: true, event: lone }]);
  });

  it('never throws, and answers something that is serialisable, whatever the bytes and headers', () => {
    const names = fc.constantFrom(
      'content-type',
      'CE_SPECVERSION',
      'ce_specversion',
      'ce_id',
      '__proto__',
      'ce___proto__',
      'x',
    );
    const contents = fc.constantFrom(
      'application/json',
      'application/cloudevents+json',
      'application/cloudevents-batch+json',
    );
    const values = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(JSON.stringify([text]))),
      fc.constant(null),
    );
    const headers = fc.dictionary(names, fc.oneof(contents, fc.string()));
    fc.assert(
      fc.property(values, headers, (value, given) => {
        for (const decoded of decodeCloudEvents({ value, headers: given })) {
          if (decoded.ok) expect(typeof decoded.event).toBe('object');
          else expect(decoded.reason).not.toBe('');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('encoding CloudEvents', () => {
  it('is undone by decoding, also for lone surrogates', () => {
    const anyEvent = fc.record({
      specversion: fc.constant('1.0'),
      id: fc.string({ unit: 'binary' }),
      data: fc.jsonValue({ stringUnit: 'binary' }),
    });
    fc.assert(
      fc.property(anyEvent, (given) => {
        const encoded = encodeCloudEvent(given);
        const throughJson: unknown = JSON.parse(JSON.stringify(given));
        expect(decodeCloudEvents(encoded)).toEqual([{ ok: true, event: throughJson }]);
      }),
    );
    expect(decodeCloudEvents(encodeCloudEvent({ id: '\udfff' }))).toEqual([
      { ok: true, event: { id: '\udfff' } },
    ]);
  });
});
