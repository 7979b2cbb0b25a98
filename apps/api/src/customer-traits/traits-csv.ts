import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { TraitsAnswer } from './traits-answer.js';

const header = [
  ...['trait', 'label', 'bestCustomers', 'bestShare', 'churnedCustomers', 'churnedShare'],
  ...['lift', 'reason', 'asOf'],
];

/** One row a trait. */
export const traitsCsv = ({ report, traits }: TraitsAnswer): string =>
  csvOf(
    header,
    traits.map(({ trait, label, best, churned, lift, reason }) => [
      ...[trait, textCell(label), best.customers, best.share, churned.customers, churned.share],
      ...[lift, reason, report.asOf],
    ]),
  );
