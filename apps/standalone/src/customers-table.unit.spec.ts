import { describe, expect, it } from '@jest/globals';
import { acquisitionExample, funnelExample, lifetimeValueExample, slaExample } from '@touchstone/api';
import { customersTable } from './customers-table.js';
import { promiseLines } from './promise-lines.js';

const value = {
  ...lifetimeValueExample,
  rows: [{ ...lifetimeValueExample.rows[0]!, channel: 'paid-search' }],
};

describe('the tables beside credit', () => {
  it('show what customers cost and bring, and a dash for what does not exist', () => {
    const lines = customersTable(acquisitionExample, value).split('\n');
    const cells = (line: string) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim());
    expect(lines[0]).toBe('What customers cost and bring, by channel (linear), in EUR');
    expect(cells(lines[4]!)).toEqual([
      'paid-search',
      '8,000.00',
      '40.0',
      '2.5',
      '200.00',
      '3,200.00',
      '200.00',
      '2.2',
      'month 1',
    ]);
    expect(cells(lines[5]!)).toEqual(['(unmapped)', '120.00', '0.0', '0.0', '–', '–', '–', '–', '–']);
    expect(cells(lines[6]!)).toEqual(['(unattributed)', '0.00', '10.0', '0.5', '–', '–', '–', '–', '–']);
    expect(cells(lines[7]!).slice(0, 6)).toEqual(['total', '8,120.00', '50.0', '3.0', '162.40', '2,706.67']);
  });

  it('tell the funnel and the agreement in a line each', () => {
    expect(promiseLines(funnelExample, slaExample).split('\n')).toEqual([
      'Funnel: 1,000 lead ─40 %→ 400 mql ─60 %→ 240 sal ─63 %→ 150 sql ─93 %→ 140 opportunity ─30 %→ 42 customer (─%→ how many of a stage went on to a later one; a stage may be skipped)',
      'Contact in time: 73 % of 90 leads; accepted by sales: 75 %',
    ]);
  });
});
