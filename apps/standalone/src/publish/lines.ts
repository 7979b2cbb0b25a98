import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line of a file that is not blank. */
export interface Line {
  /** From 1. */
  number: number;
  text: string;
  /** Bytes of the input through the end of this line. */
  endByte: number;
}

/** Lines of a stream, read only as fast as they are taken. A line longer than `maxChars` comes cut, to be refused. */
export async function* readLines(
  input: Readable,
  { fromLine = 1, maxChars = 4 << 20 } = {},
): AsyncGenerator<Line> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 0;
  let bytes = 0;
  const take = (text: string): Line | null => {
    number++;
    const trimmed = text.trim();
    return number >= fromLine && trimmed !== '' ? { number, text: trimmed, endByte: bytes } : null;
  };
  for await (const chunk of input as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const parts = (rest + decoder.write(chunk)).split('\n');
    rest = parts.pop()!.slice(0, maxChars);
    for (const part of parts) {
      const line = take(part);
      if (line) yield line;
    }
  }
  const last = take(rest + decoder.end());
  if (last) yield last;
}

/** Consecutive lines together, up to a number of them and of characters; a longer line stands alone. */
export async function* inBatches(
  lines: AsyncIterable<Line>,
  { maxLines, maxChars }: { maxLines: number; maxChars: number },
): AsyncGenerator<Line[]> {
  let batch: Line[] = [];
  let chars = 0;
  for await (const line of lines) {
    if (batch.length > 0 && (batch.length >= maxLines || chars + line.text.length > maxChars)) {
      yield batch;
      batch = [];
      chars = 0;
    }
    batch.push(line);
    chars += line.text.length;
  }
  if (batch.length > 0) yield batch;
}
