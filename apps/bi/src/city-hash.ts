const k0 = 0xc3a5c85c97cb3127n;
const k1 = 0xb492b66fbe98f273n;
const k2 = 0x9ae16a3b2f90404fn;
const k3 = 0xc949d7c7509e6557n;

const whole = (value: bigint): bigint => BigInt.asUintN(64, value);
const turned = (value: bigint, bits: bigint): bigint => whole((value >> bits) | (value << (64n - bits)));
const mixed = (value: bigint): bigint => value ^ (value >> 47n);
const m = 0x9ddfea08eb382d69n;
const joined = (low: bigint, high: bigint): bigint => {
  const a = mixed(whole((low ^ high) * m));
  return whole(mixed(whole((high ^ a) * m)) * m);
};

/** CityHash128 (Google, MIT) as of its version 1.0.2, by which ClickHouse holds blocks against what was sent. @returns low and high half */
export function cityHash128(bytes: Uint8Array): [low: bigint, high: bigint] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (offset: number): bigint => view.getBigUint64(offset, true);
  const length = bytes.length;
  if (length >= 16) return seeded(bytes.subarray(16), at(0) ^ k3, at(8));
  if (length >= 8)
    return seeded(bytes.subarray(length), at(0) ^ whole(BigInt(length) * k0), at(length - 8) ^ k1);
  return seeded(bytes, k0, k1);
}

function seeded(bytes: Uint8Array, low: bigint, high: bigint): [bigint, bigint] {
  return bytes.length < 128 ? short(bytes, low, high) : long(bytes, low, high);
}

function short(bytes: Uint8Array, low: bigint, high: bigint): [bigint, bigint] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (offset: number): bigint => view.getBigUint64(offset, true);
  const length = bytes.length;
  let [a, b, c, d] = [low, high, 0n, 0n];
  if (length <= 16) {
    a = whole(mixed(whole(a * k1)) * k1);
    c = whole(b * k1 + tiny(bytes));
    d = mixed(whole(a + (length >= 8 ? at(0) : c)));
  } else {
    c = joined(whole(at(length - 8) + k1), a);
    d = joined(whole(b + BigInt(length)), whole(c + at(length - 16)));
    a = whole(a + d);
    for (let offset = 0; offset < length - 16; offset += 16) {
      a = whole((a ^ whole(mixed(whole(at(offset) * k1)) * k1)) * k1);
      b ^= a;
      c = whole((c ^ whole(mixed(whole(at(offset + 8) * k1)) * k1)) * k1);
      d ^= c;
    }
  }
  a = joined(a, c);
  b = joined(d, b);
  return [a ^ b, joined(b, a)];
}

/** Of 16 bytes at most. */
function tiny(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  if (length > 8) {
    const b = view.getBigUint64(length - 8, true);
    return joined(view.getBigUint64(0, true), turned(whole(b + BigInt(length)), BigInt(length))) ^ b;
  }
  if (length >= 4)
    return joined(
      BigInt(length) + (BigInt(view.getUint32(0, true)) << 3n),
      BigInt(view.getUint32(length - 4, true)),
    );
  if (length === 0) return k2;
  const y = BigInt(bytes[0]! + (bytes[length >> 1]! << 8));
  const z = BigInt(length + (bytes[length - 1]! << 2));
  return whole(mixed(whole(y * k2) ^ whole(z * k3)) * k2);
}

function long(bytes: Uint8Array, low: bigint, high: bigint): [bigint, bigint] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (offset: number): bigint => view.getBigUint64(offset, true);
  const length = bytes.length;
  let [x, y, z] = [low, high, whole(BigInt(length) * k1)];
  let v0 = whole(turned(y ^ k1, 49n) * k1 + at(0));
  let v1 = whole(turned(v0, 42n) * k1 + at(8));
  let w0 = whole(turned(whole(y + z), 35n) * k1 + x);
  let w1 = whole(turned(whole(x + at(88)), 53n) * k1);
  let a = 0n;
  let b = 0n;
  let c = 0n;
  /** 32 bytes into two halves, which are left in a and b. */
  const weak = (offset: number, first: bigint, second: bigint): void => {
    a = whole(first + at(offset));
    b = turned(whole(second + a + at(offset + 24)), 21n);
    c = a;
    a = whole(a + at(offset + 8) + at(offset + 16));
    b = whole(b + turned(a, 44n) + c);
    a = whole(a + at(offset + 24));
  };
  let offset = 0;
  for (; length - offset >= 128; offset += 128)
    for (let half = offset; half < offset + 128; half += 64) {
      x = whole(turned(whole(x + y + v0 + at(half + 16)), 37n) * k1);
      y = whole(turned(whole(y + v1 + at(half + 48)), 42n) * k1);
      x ^= w1;
      y ^= v0;
      z = turned(z ^ w0, 33n);
      weak(half, whole(v1 * k1), whole(x + w0));
      [v0, v1] = [a, b];
      weak(half + 32, whole(z + w1), y);
      [w0, w1] = [a, b];
      [z, x] = [x, z];
    }
  y = whole(y + turned(w0, 37n) * k0 + z);
  x = whole(x + turned(whole(v0 + z), 49n) * k0);
  for (let tail = 32; tail - 32 < length - offset; tail += 32) {
    y = whole(turned(whole(y - x), 42n) * k0 + v1);
    w0 = whole(w0 + at(length - tail + 16));
    x = whole(turned(x, 49n) * k0 + w0);
    w0 = whole(w0 + v0);
    weak(length - tail, v0, v1);
    [v0, v1] = [a, b];
  }
  x = joined(x, v0);
  y = joined(y, w0);
  return [whole(joined(whole(x + v1), w1) + y), joined(whole(x + w1), whole(y + v1))];
}
