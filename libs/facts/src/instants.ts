/** The moments that DateTime64 can hold; others are kept at its nearest end rather than refused. */
const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(2299, 11, 31, 23, 59, 59, 999);

/**
 * Epoch milliseconds as the facts keep them, and as an insert takes them: a whole JSON number is read as ticks of a
 * DateTime64(3). Done twice it is the same.
 */
export const toInstant = (epochMs: number) => Math.min(Math.max(epochMs, earliest), latest);

/** SQL for epoch milliseconds of a DateTime64(3) column. */
export const millisOf = (column: string) => `toUnixTimestamp64Milli(${column})`;
