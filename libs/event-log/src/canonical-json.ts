import type { Refusal } from './refusal.js';
import { pathOf } from './refusal.js';

/** Deeper nesting than this is refused. */
export const maxDepth = 64;

type FlawReason = 'unstorable_text' | 'invalid_number' | 'too_deep' | 'unsafe_key' | 'invalid_data';

interface Flaw {
  reason: FlawReason | null;
  /** Where it is; filled from the inside out. */
  path: PropertyKey[];
}

const texts: Record<FlawReason, string> = {
  unstorable_text:
    'holds a NUL character or half a surrogate pair, which cannot be stored; send valid Unicode without NUL',
  invalid_number:
    'is a number that a double cannot hold (beyond its range, or whole and beyond ±9007199254740991); send it as a string',
  too_deep: `is nested deeper than ${maxDepth} levels; flatten it`,
  unsafe_key: 'is a key that is not taken; rename it',
  invalid_data: 'is not a JSON value',
};

/**
 * The one text of a JSON value: keys sorted, no white space. The same walk checks that the log can hold it: storable
 * text, finite numbers, bounded depth, no `__proto__`.
 */
export function canonicalJson(
  value: unknown,
  within: PropertyKey,
): { ok: true; text: string } | ({ ok: false } & Refusal) {
  const flaw: Flaw = { reason: null, path: [] };
  const text = write(value, 1, flaw);
  if (flaw.reason === null) return { ok: true, text };
  const path = pathOf([within, ...flaw.path.reverse()])
    .replaceAll('\0', '\uFFFD')
    .toWellFormed();
  return { ok: false, reason: flaw.reason, detail: `${path}: ${texts[flaw.reason]}` };
}

function write(value: unknown, depth: number, flaw: Flaw): string {
  switch (typeof value) {
    case 'string':
      return writeText(value, flaw);
    case 'number':
      return isExact(value) ? String(value) : found('invalid_number', flaw);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth > maxDepth) return found('too_deep', flaw);
      return Array.isArray(value) ? writeArray(value, depth, flaw) : writeObject(value, depth, flaw);
    default:
      return found('invalid_data', flaw);
  }
}

/** Printable ASCII without quote and backslash needs no escape and no check. */
const plain = /^[ !#-[\]-~]*$/;

function writeText(value: string, flaw: Flaw): string {
  if (plain.test(value)) return `"${value}"`;
  return isStorable(value) ? JSON.stringify(value) : found('unstorable_text', flaw);
}

function writeArray(values: readonly unknown[], depth: number, flaw: Flaw): string {
  let text = '[';
  for (let index = 0; index < values.length; index++) {
    text += (index > 0 ? ',' : '') + write(values[index], depth + 1, flaw);
    if (flaw.reason !== null) return within(index, flaw);
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number, flaw: Flaw): string {
  let text = '{';
  for (const key of sortedKeys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue; // JSON has no such thing; objects made in code do
    const name = key === '__proto__' ? found('unsafe_key', flaw) : writeText(key, flaw);
    if (flaw.reason === null)
      text += `${text.length > 1 ? ',' : ''}${name}:${write(member, depth + 1, flaw)}`;
    if (flaw.reason !== null) return within(key, flaw);
  }
  return `${text}}`;
}

/** Most objects have few keys, many of them sorted ones: looking is cheaper than sorting. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let nth = 1; nth < keys.length; nth++) if (keys[nth - 1]! > keys[nth]!) return keys.sort();
  return keys;
}

/** A whole number beyond 2^53 was rounded when it was read: two different ones would be the same. */
const isExact = (value: number) =>
  Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));

/** True for text that PostgreSQL can hold. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function found(reason: FlawReason, flaw: Flaw): string {
  flaw.reason = reason;
  return '';
}

function within(part: PropertyKey, flaw: Flaw): string {
  flaw.path.push(part);
  return '';
}
