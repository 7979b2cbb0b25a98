import { setImmediate } from 'node:timers/promises';
import { cityHash128 } from './city-hash.js';

/** So much is held against its hash before others have a turn. */
const blockBytes = 65_536;
const lz4 = 0x82;

/**
 * Bytes in the blocks that a server answers `compress=1` with, as drivers of JDBC ask unless told otherwise: hash, method, both
 * sizes, and LZ4 of nothing but literals, as what is sent here goes no further than this machine.
 */
export async function compressedBlocks(bytes: Uint8Array): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += blockBytes) {
    if (from > 0) await setImmediate();
    blocks.push(block(bytes.subarray(from, from + blockBytes)));
  }
  return Buffer.concat(blocks);
}

function block(content: Uint8Array): Buffer {
  const data = Buffer.concat([literals(content.length), content]);
  const found = Buffer.alloc(25 + data.length);
  found[16] = lz4;
  found.writeUInt32LE(9 + data.length, 17);
  found.writeUInt32LE(content.length, 21);
  found.set(data, 25);
  const [low, high] = cityHash128(found.subarray(16));
  found.writeBigUInt64LE(low, 0);
  found.writeBigUInt64LE(high, 8);
  return found;
}

/** Token of a sequence that ends a block: how many literals follow, in the upper half of a byte and as many more as it takes. */
function literals(length: number): Uint8Array {
  if (length < 15) return Uint8Array.of(length << 4);
  const more = length - 15;
  return Uint8Array.of(15 << 4, ...Array.from({ length: Math.floor(more / 255) }, () => 255), more % 255);
}
