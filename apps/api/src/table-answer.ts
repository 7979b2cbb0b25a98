import { stringify } from 'csv-stringify/sync';

/** RFC 4180 with a header row; booleans are true and false, as in JSON. Texts that senders choose go through `textCell`. */
export const csvOf = (header: readonly string[], records: unknown[][]): string =>
  stringify([[...header], ...records], { record_delimiter: '\r\n', cast: { boolean: String } });
