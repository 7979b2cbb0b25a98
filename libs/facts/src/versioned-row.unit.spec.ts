import { describe, expect, it } from '@jest/globals';
import { dealFact, leadFact } from '../../../tests/support/versioned-facts.js';
import { versionedColumns, versionedLine, versionedRow } from './versioned-row.js';

const byColumn = (table: 'deals' | 'leads', line: string): Record<string, unknown> => {
  const values = JSON.parse(line) as unknown[];
  return Object.fromEntries(versionedColumns(table).map((column, nth) => [column, values[nth]]));
};

describe('a versioned row', () => {
  it('has a value for every column, amounts as text and moments within the calendar', () => {
    const deal = dealFact({
      valueMinor: 9_007_199_254_740_993n,
      closedAt: Infinity,
      stageAt: [1, -Infinity],
    });
    const row = versionedRow('deals', deal);
    expect(byColumn('deals', versionedLine(row))).toMatchObject({
      is_live: 1,
      deal_id: 'D-1',
      value_minor: '9007199254740993',
      closed_at: Date.UTC(2299, 11, 31, 23, 59, 59, 999),
      stage_at: [1, Date.UTC(1900, 0, 1)],
    });
    expect((JSON.parse(versionedLine(row)) as unknown[]).length).toBe(versionedColumns('deals').length);
  });

  it('says the same under another version of the definitions, which it keeps beside', () => {
    const rows = [0, 7].map((rulesVersion) => versionedRow('leads', leadFact({ rulesVersion })));
    expect(rows[0]!.content).toBe(rows[1]!.content);
    expect(rows.map((row) => byColumn('leads', versionedLine(row))['rules_version'])).toEqual([0, 7]);
    expect(versionedRow('leads', leadFact({ owner: 'sdr-1' })).content).not.toBe(rows[0]!.content);
  });
});
