import type { OutgoingMessage } from './broker.js';

/** Rough bytes of a record's own fields and length prefixes. */
const RECORD_OVERHEAD_BYTES = 64;

/**
 * Cuts messages into runs, in order, so that each run fits into one produce request even when all of it falls into one
 * partition (a broker takes 1 MiB a partition by default). A single larger message is a run of its own: the broker says
 * whether it takes it.
 */
export function publishChunks(messages: OutgoingMessage[], maxBytes = 768 * 1024): OutgoingMessage[][] {
  const chunks: OutgoingMessage[][] = [];
  let free = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    if (size > free || chunks.length === 0) {
      chunks.push([]);
      free = maxBytes;
    }
    chunks.at(-1)!.push(message);
    free -= size;
  }
  return chunks;
}

function sizeOf({ key, value, headers = {} }: OutgoingMessage): number {
  const texts = [key ?? '', ...Object.entries(headers).flat()];
  const valueBytes = value === null ? 0 : Buffer.byteLength(value);
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), valueBytes + RECORD_OVERHEAD_BYTES);
}
