import { expect, it } from '@jest/globals';
import { cityHash128 } from './city-hash.js';
import { compressedBlocks } from './compressed-blocks.js';

const bytes = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * at * 7 + at * 31 + length * 13) % 251);

it.each([
  [0, 4463240938071824939n, 4374473821787594281n],
  [1, 16554935001755348200n, 17984641565184163211n],
  [3, 2397807012151561538n, 13320069696572325561n],
  [4, 18318847750968716403n, 11841104985360128053n],
  [7, 2775083710345324350n, 17799876139491291379n],
  [8, 15969183717638403377n, 9695439025470507763n],
  [9, 10106404770810656230n, 16208647848865650598n],
  [15, 13787274157391622521n, 5299177836905302236n],
  [16, 958378869393785328n, 15943156762026590781n],
  [17, 13836269702263336655n, 7882966627660281267n],
  [24, 12716994140289119255n, 2650173888471317591n],
  [25, 16871597892321572081n, 5886881044950765631n],
  [32, 4804155588539036663n, 8601698460508123489n],
  [33, 8620937967524540989n, 1830532650052847218n],
  [48, 4658019203131828258n, 3142991409320179521n],
  [100, 8661467948462775237n, 1763795912078768107n],
  [143, 18284132277889044234n, 8352782504512930803n],
  [144, 780951014998407345n, 17637434249267137345n],
  [145, 21042439949068011n, 7015497195661014383n],
  [176, 12578670627055533811n, 4728184407891740461n],
  [272, 13199846652024812070n, 2576120254389161148n],
  [273, 13333339537370718961n, 7981430166103405251n],
  [500, 7955811531179712002n, 8161384610148688313n],
  [599, 6912079893345705076n, 9542250054897985882n],
])('%i bytes have the hash that ClickHouse has for them', (length, low, high) => {
  expect(cityHash128(bytes(length))).toEqual([low, high]);
});

/** As a client reads them: LZ4 of literals alone. */
function read(blocks: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < blocks.length;) {
    const [packed, plain] = [blocks.readUInt32LE(at + 17), blocks.readUInt32LE(at + 21)];
    const hashed = blocks.subarray(at + 16, at + 16 + packed);
    expect([blocks.readBigUInt64LE(at), blocks.readBigUInt64LE(at + 8)]).toEqual(cityHash128(hashed));
    expect(blocks[at + 16]).toBe(0x82);
    let from = at + 26;
    let length = blocks[at + 25]! >> 4;
    if (length === 15) for (let more = 255; more === 255; length += more) more = blocks[from++]!;
    expect(length).toBe(plain);
    at += 16 + packed;
    expect(from + length).toBe(at);
    parts.push(blocks.subarray(from, at));
  }
  return Buffer.concat(parts);
}

it.each([0, 1, 14, 15, 16, 269, 270, 271, 65_535, 65_536, 65_537, 200_000])(
  '%i bytes come back from blocks',
  async (length) => {
    expect(read(await compressedBlocks(bytes(length)))).toEqual(Buffer.from(bytes(length)));
  },
);
