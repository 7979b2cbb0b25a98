import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { publishChunks } from './publish-chunks.js';

const ofBytes = (bytes: number) => ({ topic: 't', key: 'k', value: Buffer.alloc(bytes) });

describe('publish chunks', () => {
  it('keep every message, in order, within the size unless one alone is larger', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000)), (sizes) => {
        const messages = sizes.map(ofBytes);
        const chunks = publishChunks(messages, 3_000);
        expect(chunks.flat()).toEqual(messages);
        for (const chunk of chunks) {
          const bytes = chunk.reduce((sum, { value }) => sum + Buffer.byteLength(value as Buffer), 0);
          expect(chunk.length === 1 || bytes <= 3_000).toBe(true);
          expect(chunk.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('are few: small messages share one', () => {
    expect(publishChunks(Array.from({ length: 1_000 }, () => ofBytes(500)))).toHaveLength(1);
  });
});
