import type { SpendImportAnswer } from './spend-import-answer.js';
import type { SpendStatement } from './spend-statements.js';

/** Days that the statements cover, and what they cost by currency. */
export function totalsOf(statements: readonly SpendStatement[]): Pick<SpendImportAnswer, 'days' | 'totals'> {
  const days = statements.map(({ data }) => data.day).sort();
  const sums = new Map<string, { costMinor: bigint; rows: number; statements: number }>();
  for (const { data, rows } of statements) {
    const sum = sums.get(data.cost.currency) ?? { costMinor: 0n, rows: 0, statements: 0 };
    sums.set(data.cost.currency, {
      costMinor: sum.costMinor + BigInt(data.cost.amountMinor),
      rows: sum.rows + rows.length,
      statements: sum.statements + 1,
    });
  }
  return {
    days: days.length > 0 ? { first: days[0]!, last: days.at(-1)! } : null,
    totals: [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, sum]) => ({ currency, ...sum, costMinor: sum.costMinor.toString() })),
  };
}
