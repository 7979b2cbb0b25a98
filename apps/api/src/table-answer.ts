import { NotAcceptableException } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { Request, Response } from 'express';

/**
 * Answers as the caller accepts it: JSON as it is, or CSV under a file name.
 * @throws NotAcceptableException before any work, where it is neither
 */
export function jsonOrCsv(request: Request, response: Response, fileName: string) {
  const format = request.accepts(['application/json', 'text/csv']);
  if (!format) throw new NotAcceptableException('The answer is there as application/json and text/csv.');
  return <Answer>(answer: Answer, csv: (answer: Answer) => string): Answer | string => {
    response.vary('Accept');
    if (format === 'application/json') return answer;
    response.attachment(fileName).type('text/csv; charset=utf-8; header=present');
    return csv(answer);
  };
}

/** RFC 4180 with a header row; booleans are true and false, as in JSON. Texts that senders choose go through `textCell`. */
export const csvOf = (header: readonly string[], records: unknown[][]): string =>
  stringify([[...header], ...records], { record_delimiter: '\r\n', cast: { boolean: String } });
