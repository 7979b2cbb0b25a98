import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { inBatches, type Line, readLines } from './lines.js';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const inChunks = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, nth) =>
      bytes.subarray(nth * size, (nth + 1) * size),
    ),
  );

describe('lines of a file', () => {
  it('are the same however the file is cut into chunks, also in the middle of a character', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).map((one) => one.replace(/[\r\n]/g, '')),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const read = await collect(readLines(inChunks(Buffer.from(lines.join('\n')), size)));
        const expected = lines
          .map((line, index) => ({ number: index + 1, text: line.trim() }))
          .filter((line) => line.text !== '');
        expect(read.map(({ number, text }) => ({ number, text }))).toEqual(expected);
      }),
    );
  });

  it('keep their numbers where reading begins later, and where lines are blank', async () => {
    const read = await collect(readLines(Readable.from([Buffer.from('a\r\n\r\nb\nc')]), { fromLine: 2 }));
    expect(read.map(({ number, text }) => [number, text])).toEqual([
      [3, 'b'],
      [4, 'c'],
    ]);
  });

  it('are cut where they are too long to be events', async () => {
    const long = Readable.from([
      Buffer.from('x'.repeat(60)),
      Buffer.from('y'.repeat(60)),
      Buffer.from('\nnext'),
    ]);
    const [first, second] = await collect(readLines(long, { maxChars: 100 }));
    expect(first!.text).toHaveLength(100);
    expect(second).toMatchObject({ number: 2, text: 'next' });
  });
});

describe('batches of lines', () => {
  const line = (number: number, chars: number): Line => ({ number, text: 'x'.repeat(chars), endByte: 0 });

  it('end at a number of lines and at a number of characters; a longer line stands alone', async () => {
    const lines = [line(1, 3), line(2, 3), line(3, 3), line(4, 9), line(5, 50), line(6, 1)];
    const batches = await collect(inBatches(Readable.from(lines), { maxLines: 2, maxChars: 10 }));
    expect(batches.map((batch) => batch.map(({ number }) => number))).toEqual([[1, 2], [3], [4], [5], [6]]);
  });
});
