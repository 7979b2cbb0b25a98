import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { LifetimeValueAnswer } from './lifetime-value-answer.js';

type Row = LifetimeValueAnswer['totals'][number];

/**
 * One row a figure: of each cohort and label `realised` month by month, then `formula`, `survival`, `cost` and `payback`
 * (its month). `marginMinor` of a month sums over labels, `(unattributed)` included, to that of `(total)`.
 */
export function lifetimeValueCsv({ report, rows, unattributed, totals }: LifetimeValueAnswer): string {
  const { groupBy, currency, asOf } = report;
  const header = [
    'cohort',
    groupBy,
    'line',
    'month',
    'customers',
    'marginMinor',
    'perCustomerMinor',
    'reason',
  ];
  const linesOf = (label: string, row: Row) => {
    const line = (
      name: string,
      month: unknown,
      customers: unknown,
      margin: unknown,
      each: unknown,
      why: unknown,
    ) => [...[row.cohort, label, name, month, customers, margin, each, why], ...[currency, asOf]];
    const { customers } = row;
    return [
      ...row.realised.months.map((one) =>
        line('realised', one.month, one.customers, one.marginMinor, one.perCustomerMinor, ''),
      ),
      line('formula', '', customers, '', row.formula.perCustomerMinor, row.formula.reason),
      line('survival', '', customers, '', row.survival.perCustomerMinor, row.survival.reason),
      line('cost', '', customers, '', row.cost.perCustomerMinor, row.cost.reason),
      line('payback', row.payback.month, customers, '', '', row.payback.reason),
    ];
  };
  return csvOf(
    [...header, 'currency', 'asOf'],
    [
      ...rows.flatMap((row) => linesOf(textCell(row[groupBy] ?? ''), row)),
      ...unattributed.flatMap((row) => linesOf('(unattributed)', row)),
      ...totals.flatMap((row) => linesOf('(total)', row)),
    ],
  );
}
