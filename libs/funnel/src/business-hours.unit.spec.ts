import { describe, expect, it } from '@jest/globals';
import { SlaTermsSchema } from '@touchstone/contracts';
import fc from 'fast-check';
import { BusinessClock, workingStretches } from './business-hours.js';

const hours = 3_600_000;
const at = (time: string) => Date.parse(time);
const nineToFive = [{ from: '09:00', to: '17:00' }];
const office = Object.fromEntries(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, nineToFive]),
);
const clockOf = (terms: object, zone: string, from: string, to: string) =>
  new BusinessClock(workingStretches(SlaTermsSchema.parse(terms), zone, { from: at(from), to: at(to) }));

describe('business hours', () => {
  it('are eight hours a working day, none at night and on week-ends', () => {
    // Friday 6 March 2026 16:00 to Monday 10:00 in Berlin: one hour on Friday, one on Monday
    const clock = clockOf(
      { businessHours: office },
      'Europe/Berlin',
      '2026-03-01T00:00Z',
      '2026-04-30T00:00Z',
    );
    expect(clock.at(at('2026-03-09T09:00Z')) - clock.at(at('2026-03-06T15:00Z'))).toBe(2 * hours);
    expect(clock.after(at('2026-03-06T15:00Z'), 2 * hours)).toBe(at('2026-03-09T09:00Z'));
    expect(clock.after(at('2026-03-07T12:00Z'), 8 * hours)).toBe(at('2026-03-09T16:00Z'));
  });

  it('keep the wall clock when it is put forward in March: 09:00 is an hour earlier in UTC', () => {
    const clock = clockOf(
      { businessHours: office },
      'Europe/Berlin',
      '2026-03-20T00:00Z',
      '2026-04-10T00:00Z',
    );
    // Friday 27 March 16:00 (CET, 15:00Z) to Monday 30 March 10:00 (CEST, 08:00Z): two hours, as on any week-end
    expect(clock.at(at('2026-03-30T08:00Z')) - clock.at(at('2026-03-27T15:00Z'))).toBe(2 * hours);
    expect(clock.after(at('2026-03-27T15:00Z'), 2 * hours)).toBe(at('2026-03-30T08:00Z'));
  });

  it('keep it when it is put back in October', () => {
    const clock = clockOf(
      { businessHours: office },
      'Europe/Berlin',
      '2026-10-20T00:00Z',
      '2026-11-10T00:00Z',
    );
    // Friday 23 October 16:00 (CEST, 14:00Z) to Monday 26 October 10:00 (CET, 09:00Z)
    expect(clock.at(at('2026-10-26T09:00Z')) - clock.at(at('2026-10-23T14:00Z'))).toBe(2 * hours);
  });

  it('around the clock a day has 23 hours in March and 25 in October', () => {
    const clock = clockOf({}, 'Europe/Berlin', '2026-03-01T00:00Z', '2026-11-10T00:00Z');
    const day = (from: string, to: string) => clock.at(at(from)) - clock.at(at(to));
    expect(day('2026-03-29T22:00Z', '2026-03-28T23:00Z')).toBe(23 * hours);
    expect(day('2026-10-25T23:00Z', '2026-10-24T22:00Z')).toBe(25 * hours);
    expect(clock.table.starts).toHaveLength(2); // one stretch: nothing is ever closed
  });

  it('a night shift over the change lasts as long as it does', () => {
    const night = { sunday: [{ from: '00:00', to: '06:00' }] };
    const clock = clockOf(
      { businessHours: night },
      'Europe/Berlin',
      '2026-03-28T00:00Z',
      '2026-03-31T00:00Z',
    );
    expect(clock.at(at('2026-03-31T00:00Z'))).toBe(5 * hours);
  });

  it('are none on holidays, whatever the weekday', () => {
    const terms = { businessHours: office, holidays: ['2026-04-03', '2026-04-06'] };
    const clock = clockOf(terms, 'Europe/Berlin', '2026-03-30T00:00Z', '2026-04-30T00:00Z');
    // Thursday before Easter 16:00 to Tuesday after Easter 10:00
    expect(clock.at(at('2026-04-07T08:00Z')) - clock.at(at('2026-04-02T14:00Z'))).toBe(2 * hours);
  });

  it('are due nowhere beyond what is known', () => {
    const clock = clockOf({ businessHours: office }, 'UTC', '2026-03-02T00:00Z', '2026-03-03T00:00Z');
    expect(clock.after(at('2026-03-02T09:00Z'), 16 * hours)).toBe(at('2026-03-03T17:00Z'));
    expect(clock.after(at('2026-03-02T09:00Z'), 16 * hours + 1)).toBeNull();
  });

  it('whenever something is due, exactly that much has been worked', () => {
    const clock = clockOf(
      { businessHours: office },
      'America/New_York',
      '2026-01-01T00:00Z',
      '2026-12-31T00:00Z',
    );
    const start = at('2026-02-01T00:00Z');
    fc.assert(
      fc.property(fc.nat(200 * 24 * hours), fc.integer({ min: 1, max: 200 * hours }), (offset, worked) => {
        const due = clock.after(start + offset, worked)!;
        expect(clock.at(due) - clock.at(start + offset)).toBe(worked);
        expect(clock.at(due - 1) - clock.at(start + offset)).toBe(worked - 1);
      }),
    );
  });
});
