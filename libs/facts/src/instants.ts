/** The moments that DateTime64 can hold; others are kept at its nearest end rather than refused. */
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2299, 11, 31, 23, 59, 59, 999);

/** Epoch milliseconds as ClickHouse reads them: "2026-03-01 09:30:00.000". */
export function toInstant(epochMs: number): string {
  const text = new Date(Math.min(Math.max(epochMs, earliest), latest)).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 23)}`;
}

/** SQL for epoch milliseconds of a DateTime64(3) column. */
export const millisOf = (column: string) => `toUnixTimestamp64Milli(${column})`;
