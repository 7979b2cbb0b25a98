import { ServerException } from './server-exception.js';

/** From these versions of the protocol on a block says how it was grouped, and each column whether it is written another way. */
const withCustomSerialization = 54_454;
/** Not of an overflow of groups (1), of no bucket (2). */
const blockInfo = Uint8Array.of(1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0);

/**
 * Blocks in the format Native, as the engine writes them for nobody in particular, with what clients of a version of the
 * protocol read besides. @throws ServerException for a type whose length is not known here
 */
export function nativeBlocks(bytes: Uint8Array, protocolVersion: number): Uint8Array {
  if (!(protocolVersion > 0)) return bytes;
  const blocks = new Blocks(bytes);
  const parts: Uint8Array[] = [];
  while (!blocks.isAtEnd) {
    let from = blocks.at;
    const columns = blocks.number();
    const rows = blocks.number();
    parts.push(blockInfo);
    for (let column = 0; column < columns; column++) {
      blocks.text();
      const type = blocks.text();
      if (protocolVersion >= withCustomSerialization) {
        parts.push(bytes.subarray(from, blocks.at), Uint8Array.of(0));
        from = blocks.at;
      }
      blocks.skip(type, rows);
    }
    parts.push(bytes.subarray(from, blocks.at));
  }
  return Buffer.concat(parts);
}

/** Reads past values of each type; types may be named by whoever asks, so that no step is trusted. */
class Blocks {
  at = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** A number of as many bytes as it needs, seven bits each. */
  number(): number {
    let found = 0;
    for (let scale = 1; ; scale *= 128) {
      this.pass(1);
      const byte = this.view.getUint8(this.at - 1);
      found += (byte & 127) * scale;
      if (byte < 128) return found;
    }
  }

  text(): string {
    const length = this.skipText();
    return Buffer.from(this.bytes.subarray(this.at - length, this.at)).toString('utf8');
  }

  skip(type: string, rows: number): void {
    this.skipPrefix(type);
    this.skipValues(type, rows);
  }

  /** On by some bytes, never back and never over the end. */
  private pass(bytes: number): void {
    const left = this.bytes.length - this.at;
    if (!(Number.isSafeInteger(bytes) && bytes >= 0 && bytes <= left))
      throw ServerException.of(
        'UNKNOWN_FORMAT',
        'This answer cannot be written as Native: take another format',
      );
    this.at += bytes;
  }

  /** @returns its length in bytes */
  private skipText(): number {
    const length = this.number();
    this.pass(length);
    return length;
  }

  private whole(): number {
    this.pass(8);
    return Number(this.view.getBigUint64(this.at - 8, true));
  }

  /** What stands once before the values: the version of a dictionary. */
  private skipPrefix(type: string): void {
    const { name, inner } = partsOf(type);
    if (name === 'LowCardinality') this.pass(8);
    else if (nesting.has(name)) for (const one of inner) this.skipPrefix(one);
  }

  private skipValues(type: string, rows: number): void {
    if (rows === 0) return;
    const { name, inner } = partsOf(type);
    if (name === 'String') for (let row = 0; row < rows; row++) this.skipText();
    else if (name === 'Nullable') {
      this.pass(rows);
      this.skipValues(inner[0]!, rows);
    } else if (name === 'LowCardinality') this.skipDictionaries(inner[0]!, rows);
    else if (name === 'Array' || name === 'Map') {
      this.pass(8 * (rows - 1));
      const values = this.whole();
      for (const one of inner) this.skipValues(one, values);
    } else if (name === 'Tuple') for (const one of inner) this.skipValues(one, rows);
    else if (name === 'SimpleAggregateFunction') this.skipValues(inner[1]!, rows);
    else this.pass(rows * widthOf(name, inner, type));
  }

  private skipDictionaries(type: string, rows: number): void {
    const { name, inner } = partsOf(type);
    for (let read = 0; read < rows;) {
      const indexWidth = 1 << (this.whole() & 0xff);
      this.skipValues(name === 'Nullable' ? inner[0]! : type, this.whole());
      const indices = this.whole();
      this.pass(indices * indexWidth);
      read += indices;
    }
  }
}

const nesting = new Set(['Nullable', 'Array', 'Map', 'Tuple']);

/** `Map(String, Array(UInt8))` is a Map of String and Array(UInt8); names of parts of a Tuple are left out. */
function partsOf(type: string): { name: string; inner: string[] } {
  const [, name = type, list] = /^(\w+)(?:\(([\s\S]*)\))?$/.exec(type) ?? [];
  const inner: string[] = [];
  if (list !== undefined)
    for (let depth = 0, from = 0, at = 0; at <= list.length; at++) {
      const one = list[at];
      if (one === "'" || one === '`') {
        for (at++; at < list.length && list[at] !== one; at++) if (list[at] === '\\') at++;
      } else if (one === '(') depth++;
      else if (one === ')') depth--;
      else if (depth === 0 && (one === ',' || one === undefined)) {
        inner.push(list.slice(from, at).trim());
        from = at + 1;
      }
    }
  return {
    name,
    inner: name === 'Tuple' ? inner.map((one) => one.replace(/^(`(?:[^`\\]|\\.)*`|\w+) (?=\w)/, '')) : inner,
  };
}

const widths: [number, RegExp][] = [
  [1, /^(U?Int8|Bool|Enum8|Nothing)$/],
  [2, /^(U?Int16|Enum16|Date|BFloat16)$/],
  [4, /^(U?Int32|Float32|Date32|DateTime|IPv4|Time)$/],
  [8, /^(U?Int64|Float64|DateTime64|Time64|Interval\w+)$/],
  [16, /^(U?Int128|UUID|IPv6)$/],
  [32, /^U?Int256$/],
];

function widthOf(name: string, inner: readonly string[], type: string): number {
  if (name === 'FixedString') return Number(inner[0]);
  if (name === 'Decimal') {
    const digits = Number(inner[0]);
    return digits <= 9 ? 4 : digits <= 18 ? 8 : digits <= 38 ? 16 : 32;
  }
  const width = widths.find(([, names]) => names.test(name))?.[0];
  if (width !== undefined) return width;
  throw ServerException.of(
    'UNKNOWN_FORMAT',
    `Native is not known here for type ${type.slice(0, 100)} at a version of the protocol: turn it into String`,
  );
}
