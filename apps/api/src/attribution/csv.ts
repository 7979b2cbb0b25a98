import type { AttributionAnswer } from '@touchstone/attribution';
import { csvOf } from '../table-answer.js';

/**
 * A report as CSV (RFC 4180, header row): its rows, then what is unattributed by reason, so that a model's `creditMinor`
 * sum to the CRM's total. The keys of `groupBy` say `(unattributed)` there. `influenced` has the reason `not_summed`.
 */
export function attributionCsv({ report, rows, unattributed, influenced }: AttributionAnswer): string {
  const { groupBy, currency, asOf } = report;
  const header = ['model', ...groupBy, 'reason', 'creditMinor', 'currency', 'conversions', 'asOf'];
  const records = [
    ...rows.map((row) => [
      row.model,
      ...groupBy.map((dimension) => textCell(row[dimension] ?? '')),
      '',
      row.creditMinor,
      currency,
      row.conversions,
      asOf,
    ]),
    ...(influenced?.rows ?? []).map((row) => [
      row.kind,
      ...groupBy.map((dimension) => textCell(row[dimension] ?? '')),
      'not_summed',
      row.influencedMinor,
      currency,
      row.conversions,
      asOf,
    ]),
    ...unattributed.map((row) => [
      row.model,
      ...groupBy.map(() => '(unattributed)'),
      row.reason,
      row.amountMinor,
      currency,
      row.conversions,
      asOf,
    ]),
  ];
  return csvOf(header, records);
}

/** A text that no spreadsheet takes for a formula: senders choose campaign names. */
export function textCell(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text;
}
