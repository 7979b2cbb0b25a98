/** What a sender nested somewhere; an empty object where there is none. */
export type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The first of the values that is text (numbers count: many send numeric ids), trimmed; undefined where none is. */
export function textOf(...values: unknown[]): string | undefined {
  for (const value of values) {
    const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
    if (typeof text === 'string' && text.trim() !== '') return text.trim();
  }
  return undefined;
}

/** Descriptive text, cut to what the contracts take; identifiers are never cut. */
export function cut(text: string | undefined, length: number): string | undefined {
  if (text === undefined || text.length <= length) return text;
  const end = /[\ud800-\udbff]/.test(text[length - 1]!) ? length - 1 : length; // never through a surrogate pair
  return text.slice(0, end);
}

/** An object without its undefined members; undefined where nothing is left. */
export function present<T extends Fields>(fields: T): T | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? (Object.fromEntries(entries) as T) : undefined;
}
