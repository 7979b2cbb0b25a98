import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { namedPeriod, periodLengths, periodsOf } from './calendar-periods.js';

const iso = (moment: number) => new Date(moment).toISOString();

describe('calendar periods', () => {
  it('are those of the time zone, clock changes included', () => {
    const window = { from: Date.UTC(2026, 2, 15), to: Date.UTC(2026, 4, 2) };
    const months = periodsOf(window, 'month', 'Europe/Berlin');
    expect(months.map(({ name, from, to }) => [name, iso(from), iso(to)])).toEqual([
      ['2026-03', '2026-03-15T00:00:00.000Z', '2026-03-31T22:00:00.000Z'],
      ['2026-04', '2026-03-31T22:00:00.000Z', '2026-04-30T22:00:00.000Z'],
      ['2026-05', '2026-04-30T22:00:00.000Z', '2026-05-02T00:00:00.000Z'],
    ]);
    expect(periodsOf(window, 'quarter', 'UTC').map(({ name }) => name)).toEqual(['2026-Q1', '2026-Q2']);
    expect(periodsOf(window, 'all', 'UTC')).toEqual([{ name: 'all', ...window }]);
  });

  it('name weeks as ISO 8601 does, also where the year is another', () => {
    const window = { from: Date.UTC(2026, 11, 30), to: Date.UTC(2027, 0, 5) };
    expect(periodsOf(window, 'week', 'UTC').map(({ name }) => name)).toEqual(['2026-W53', '2027-W01']);
  });

  it('are the window, in order, nothing twice and nothing left out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) }),
        fc.integer({ min: 1, max: 900 * 86_400_000 }),
        fc.constantFrom(...periodLengths),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu'),
        (from, lasts, length, zone) => {
          const periods = periodsOf({ from, to: from + lasts }, length, zone);
          expect([periods[0]!.from, periods.at(-1)!.to]).toEqual([from, from + lasts]);
          periods.slice(1).forEach((period, nth) => expect(period.from).toBe(periods[nth]!.to));
          for (const period of periods) expect(period.to).toBeGreaterThan(period.from);
          expect(new Set(periods.map(({ name }) => name)).size).toBe(periods.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['2026-03', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['2026-Q4', '2026-09-30T22:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ['2026', '2025-12-31T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
  ])('are found by name: %s', (name, from, to) => {
    const period = namedPeriod(name, 'Europe/Berlin')!;
    expect([period.name, iso(period.from), iso(period.to)]).toEqual([name, from, to]);
  });

  it.each(['2026-13', '2026-Q0', '26-03', '2026-3', '2026-W07', ''])('have no name such as "%s"', (name) => {
    expect(namedPeriod(name, 'UTC')).toBeNull();
  });
});
