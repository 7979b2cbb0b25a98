const setting = `\\w+\\s*=\\s*(?:\\d+|'[^'\\\\]*')`;
const atTheEnd = new RegExp(`\\sSETTINGS\\s+(${setting}(?:\\s*,\\s*${setting})*)(\\s+FORMAT\\s+\\w+)?$`, 'i');

/**
 * A statement that ends in settings, as two: the statement without them, and the settings as if the request had given them.
 * Nothing is judged here: both go the way of any others.
 */
export function withOwnSettings(
  sql: string,
  ofRequest: ReadonlyMap<string, string>,
): { sql: string; settings: ReadonlyMap<string, string> } {
  const found = atTheEnd.exec(sql.trimEnd().replace(/;$/, '').trimEnd());
  if (!found) return { sql, settings: ofRequest };
  const settings = new Map(ofRequest);
  for (const [, name, value] of found[1]!.matchAll(/(\w+)\s*=\s*(\d+|'[^']*')/g))
    settings.set(name!, value!.replaceAll("'", ''));
  return { sql: sql.slice(0, found.index) + (found[2] ?? ''), settings };
}
