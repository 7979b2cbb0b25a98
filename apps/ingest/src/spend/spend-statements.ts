import { exponentOf } from '@touchstone/contracts';
import type { RefusedRow } from '../files/rows-at-door.js';
import { minorOf, sumOfDecimals } from './amount-text.js';
import { idleRow } from './idle-row.js';
import type { SpendOptions } from './spend-options.js';
import { readingOf, readRow, type RowSpend, type SpendData } from './spend-row.js';
import type { SpendRow, SpendTable } from './spend-table.js';

/** What a file says of one (platform, account, campaign, day, kind), with the rows that say it. */
export interface SpendStatement {
  data: SpendData;
  rows: SpendRow[];
}

export interface SpendStatements {
  statements: SpendStatement[];
  refused: RefusedRow[];
  /** Rows that are no costs: sums of others, and empty ones. */
  skipped: { total: number; empty: number };
}

/**
 * Statements out of the rows of a file, in its order; rows of one key (the ad sets of a campaign) are summed exactly.
 * Amounts never become floats. A row that cannot be read is refused with the reason, and the others stay.
 * @param now epoch milliseconds: days far ahead of it are refused
 */
export function statementsOf(
  table: SpendTable,
  options: SpendOptions,
  now: number = Date.now(),
): SpendStatements {
  const reading = readingOf(table, options, now);
  const read = new Map<string, { rows: SpendRow[]; parts: RowSpend[] }>();
  const refused: RefusedRow[] = [];
  const skipped = { total: 0, empty: 0 };
  for (const row of table.rows) {
    const idle = idleRow(row, table);
    if (idle) {
      skipped[idle]++;
      continue;
    }
    const part = readRow(row, reading);
    if (typeof part === 'string') {
      refused.push({ row, detail: part });
      continue;
    }
    const key = JSON.stringify([part.platform, part.account, part.campaign, part.day, part.kind]);
    const known = read.get(key);
    if (!known) read.set(key, { rows: [row], parts: [part] });
    else if (known.parts[0]!.currency !== part.currency)
      refused.push({
        row,
        detail: 'currency: is another one than that of the rows of the same campaign and day before',
      });
    else {
      known.rows.push(row);
      known.parts.push(part);
    }
  }
  const statements: SpendStatement[] = [];
  for (const { rows, parts } of read.values()) {
    const data = summed(parts);
    if (Number.isSafeInteger(data.cost.amountMinor)) statements.push({ data, rows });
    else
      for (const row of rows) refused.push({ row, detail: 'cost: is beyond ±9007199254740991 minor units' });
  }
  refused.sort((a, b) => a.row.line - b.row.line);
  return { statements, refused, skipped };
}

function summed(parts: readonly RowSpend[]): SpendData {
  const { cost: _, currency, ...first } = parts[0]!;
  const cost = minorOf(sumOfDecimals(parts.map((part) => part.cost)), exponentOf(currency));
  const counted = (name: 'impressions' | 'clicks') =>
    parts.some((part) => part[name] !== undefined) && {
      [name]: parts.reduce((sum, part) => sum + (part[name] ?? 0), 0),
    };
  return {
    ...first,
    cost: { amountMinor: Number(cost), currency },
    ...counted('impressions'),
    ...counted('clicks'),
  };
}
