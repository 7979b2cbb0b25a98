const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * The bytes of each element of an array, as they were sent: what was parsed and written again is not the original.
 * @param json valid JSON: an array, or an object with the array as its member `name`.
 */
export function elementBytes(json: Buffer, name?: string): Buffer[] {
  if (name === undefined) return elementsFrom(json, json.indexOf('['));
  let found: Buffer[] = [];
  for (const { key, valueAt } of members(json))
    if (key === name) found = json[valueAt] === 0x5b ? elementsFrom(json, valueAt) : []; // the last one counts
  return found;
}

function elementsFrom(json: Buffer, openAt: number): Buffer[] {
  const elements: Buffer[] = [];
  let depth = 0;
  let start = openAt + 1;
  for (let at = openAt; at < json.length; at++) {
    const byte = json[at]!;
    if (byte === quote) at = endOfString(json, at);
    else if (opening.has(byte)) depth++;
    else if (closing.has(byte)) depth--;
    if (depth === 0 || (depth === 1 && byte === comma)) {
      const element = trimmed(json, start, at);
      if (element.length > 0) elements.push(element);
      start = at + 1;
    }
    if (depth === 0) break;
  }
  return elements;
}

/** Members of the outermost object, with the place of each value's first byte. */
function* members(json: Buffer): Generator<{ key: string; valueAt: number }> {
  let depth = 0;
  let lastString: [from: number, to: number] = [0, 0];
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!;
    if (byte === quote) {
      const end = endOfString(json, at);
      lastString = [at, end + 1];
      at = end;
    } else if (opening.has(byte)) depth++;
    else if (closing.has(byte)) depth--;
    else if (byte === colon && depth === 1) {
      let valueAt = at + 1;
      while (isSpace(json[valueAt]!)) valueAt++;
      yield { key: JSON.parse(json.toString('utf8', ...lastString)) as string, valueAt };
    }
  }
}

/** Index of the closing quote. */
function endOfString(json: Buffer, openAt: number): number {
  let at = openAt + 1;
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at;
}

function trimmed(json: Buffer, from: number, to: number): Buffer {
  while (from < to && isSpace(json[from]!)) from++;
  while (to > from && isSpace(json[to - 1]!)) to--;
  return json.subarray(from, to);
}

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
