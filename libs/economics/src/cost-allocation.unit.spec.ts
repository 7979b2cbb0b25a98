import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate, type CostCell } from './cost-allocation.js';
import type { Cost } from './spend-costs.js';

const cost = (month: string, channel: string, kind: string, costMinor: number, campaign = ''): Cost => ({
  ...{ month, channel, campaign, kind },
  costMinor: BigInt(costMinor),
});
const shown = (cells: CostCell[]) =>
  cells
    .map((cell) => [
      cell.month,
      cell.channel,
      cell.campaign,
      Number(cell.mediaMinor),
      Number(cell.loadedMinor),
    ])
    .sort();

describe('costs that belong to no channel', () => {
  const costs = [
    cost('2026-01', 'paid-search', 'media', 200),
    cost('2026-01', 'paid-social', 'media', 100),
    cost('2026-01', 'webinar', 'other', 40),
    cost('2026-01', '(unmapped)', 'tools', 100),
    cost('2026-01', '(unmapped)', 'people', 1),
    cost('2026-01', '(unmapped)', 'media', 7, 'mystery'),
    cost('2026-02', '(unmapped)', 'people', 9),
  ];

  it('are spread over channels by what their media cost in the month, to the cent', () => {
    expect(shown(allocate(costs, 'media_share'))).toEqual([
      ['2026-01', '(unmapped)', 'mystery', 7, 7],
      ['2026-01', 'paid-search', '', 200, 200 + 67 + 1],
      ['2026-01', 'paid-social', '', 100, 100 + 33],
      ['2026-01', 'webinar', '', 0, 40],
      ['2026-02', '(unmapped)', '', 0, 9], // no media to go by
    ]);
  });

  it('stay where they are, if asked to', () => {
    expect(shown(allocate(costs, 'none'))).toEqual([
      ['2026-01', '(unmapped)', '', 0, 101],
      ['2026-01', '(unmapped)', 'mystery', 7, 7],
      ['2026-01', 'paid-search', '', 200, 200],
      ['2026-01', 'paid-social', '', 100, 100],
      ['2026-01', 'webinar', '', 0, 40],
      ['2026-02', '(unmapped)', '', 0, 9],
    ]);
  });

  it('are never lost and never more, whatever the costs and their order', () => {
    const any = fc.array(
      fc.record({
        month: fc.constantFrom('2026-01', '2026-02'),
        channel: fc.constantFrom('a', 'b', 'c', '(unmapped)'),
        campaign: fc.constantFrom('', 'x'),
        kind: fc.constantFrom('media', 'tools', 'people', 'agency'),
        costMinor: fc.bigInt({ min: -1000n, max: 10n ** 12n }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(any, fc.constantFrom('media_share', 'none'), (all, allocation) => {
        const cells = allocate(all, allocation);
        const sum = (amounts: bigint[]) => amounts.reduce((total, one) => total + one, 0n);
        expect(sum(cells.map(({ loadedMinor }) => loadedMinor))).toBe(
          sum(all.map(({ costMinor }) => costMinor)),
        );
        expect(sum(cells.map(({ mediaMinor }) => mediaMinor))).toBe(
          sum(all.filter(({ kind }) => kind === 'media').map(({ costMinor }) => costMinor)),
        );
        expect(shown(allocate(all.toReversed(), allocation))).toEqual(shown(cells));
      }),
    );
  });
});
