import { expect, it } from '@jest/globals';
import { daysOf, wholeMonthsOf } from './calendar-days.js';

const berlin = (from: string, to: string) => ({
  from: Date.parse(from),
  to: Date.parse(to),
  timeZone: 'Europe/Berlin',
});

it('days of a window are those that begin in it, in the zone', () => {
  const march = berlin('2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'); // summer time begins
  expect(daysOf(march)).toEqual({ fromDay: '2026-03-01', toDay: '2026-04-01' });
  expect(daysOf(berlin('2026-03-01T00:00:00Z', '2026-03-02T12:00:00Z'))).toEqual({
    ...{ fromDay: '2026-03-02', toDay: '2026-03-03' },
  });
});

it('months of a window are whole ones, or none', () => {
  expect(wholeMonthsOf(berlin('2025-12-31T23:00:00Z', '2026-03-31T22:00:00Z'))).toEqual([
    ...['2026-01', '2026-02', '2026-03'],
  ]);
  expect(wholeMonthsOf(berlin('2026-01-01T00:00:00Z', '2026-01-31T23:00:00Z'))).toBeNull();
  expect(wholeMonthsOf(berlin('2025-12-31T23:00:00Z', '2026-01-31T22:00:00Z'))).toBeNull();
});
