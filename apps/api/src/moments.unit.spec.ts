import { describe, expect, it } from '@jest/globals';
import { momentOf } from './moments.js';

describe('moments in requests', () => {
  it.each([
    ['2026-03-01T09:30:00Z', 'Europe/Berlin', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00.250+02:00', 'UTC', '2026-03-01T07:30:00.250Z'],
    ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01', 'Europe/Berlin', '2026-02-28T23:00:00.000Z'],
    ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-07-01', 'America/Los_Angeles', '2026-07-01T07:00:00.000Z'],
    // clocks went forward at midnight: the day starts at 01:00
    ['2024-09-08', 'America/Santiago', '2024-09-08T04:00:00.000Z'],
  ])('%s in %s is %s', (text, zone, expected) =>
    expect(new Date(momentOf(text, zone)!).toISOString()).toBe(expected),
  );

  it.each(['', 'yesterday', '2026-13-01', '2026-02-30', '2026-03-01T09:30:00', '1767225600000'])(
    'refuses %j',
    (text) => expect(momentOf(text, 'UTC')).toBeNull(),
  );
});
