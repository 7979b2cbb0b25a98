import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.js';

const scope = fc.record<CursorScope>({
  workspace: fc.string(),
  subject: fc.string(),
  order: fc.constantFrom('asc', 'desc'),
});
const place = fc.record({
  occurredAt: fc.integer({ min: -62135596800000, max: 253402300799999 }),
  eventId: fc.string({ minLength: 1, maxLength: 300 }),
  position: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
});
const refusal = expect.objectContaining({ code: 'invalid_request' });

describe('timeline cursors', () => {
  it('come back as the place they were made of', () =>
    fc.assert(
      fc.property(scope, place, (of, at) => {
        const cursor = encodeCursor(of, at);
        expect(cursor).toMatch(/^[\w.-]+$/);
        expect(decodeCursor(of, cursor)).toEqual(at);
      }),
    ));

  it('are refused by every other workspace, subject or order', () =>
    fc.assert(
      fc.property(scope, scope, place, (of, other, at) => {
        fc.pre(JSON.stringify(of) !== JSON.stringify(other));
        expect(() => decodeCursor(other, encodeCursor(of, at))).toThrow(refusal);
      }),
    ));

  it('are refused with any one character changed, and as junk, never with another failure', () =>
    fc.assert(
      fc.property(scope, place, fc.nat(), fc.string(), (of, at, index, junk) => {
        const cursor = encodeCursor(of, at);
        const nth = index % cursor.length;
        const changed = `${cursor.slice(0, nth)}${cursor[nth] === 'A' ? 'B' : 'A'}${cursor.slice(nth + 1)}`;
        expect(() => decodeCursor(of, changed)).toThrow(refusal);
        expect(() => decodeCursor(of, junk)).toThrow(refusal);
      }),
    ));
});
