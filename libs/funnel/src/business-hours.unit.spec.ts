import { describe, expect, it } from '@jest/globals';
import { SlaTermsSchema } from '@touchstone/contracts';
import fc from 'fast-check';
import { BusinessHours } from './business-hours.js';
import { workingStretches } from './working-stretches.js';

const hours = 3_600_000;
const at = (time: string) => Date.parse(time);
const nineToFive = [{ from: '09:00', to: '17:00' }];
const office = Object.fromEntries(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, nineToFive]),
);
const hoursOf = (terms: object, zone: string) => new BusinessHours(SlaTermsSchema.parse(terms), zone);

describe('business hours', () => {
  it('are eight hours a working day, none at night and on week-ends', () => {
    // Friday 6 March 2026 16:00 to Monday 10:00 in Berlin: one hour on Friday, one on Monday
    const worked = hoursOf({ businessHours: office }, 'Europe/Berlin');
    expect(worked.between(at('2026-03-06T15:00Z'), at('2026-03-09T09:00Z'))).toBe(2 * hours);
    expect(worked.after(at('2026-03-06T15:00Z'), 2 * hours)).toBe(at('2026-03-09T09:00Z'));
    expect(worked.after(at('2026-03-07T12:00Z'), 8 * hours)).toBe(at('2026-03-09T16:00Z'));
  });

  it('keep the wall clock when it is put forward in March: 09:00 is an hour earlier in UTC', () => {
    const worked = hoursOf({ businessHours: office }, 'Europe/Berlin');
    // Friday 27 March 16:00 (CET, 15:00Z) to Monday 30 March 10:00 (CEST, 08:00Z): two hours, as on any week-end
    expect(worked.between(at('2026-03-27T15:00Z'), at('2026-03-30T08:00Z'))).toBe(2 * hours);
    expect(worked.after(at('2026-03-27T15:00Z'), 2 * hours)).toBe(at('2026-03-30T08:00Z'));
  });

  it('keep it when it is put back in October', () => {
    const worked = hoursOf({ businessHours: office }, 'Europe/Berlin');
    // Friday 23 October 16:00 (CEST, 14:00Z) to Monday 26 October 10:00 (CET, 09:00Z)
    expect(worked.between(at('2026-10-23T14:00Z'), at('2026-10-26T09:00Z'))).toBe(2 * hours);
  });

  it('around the clock a day has 23 hours in March and 25 in October', () => {
    const worked = hoursOf({}, 'Europe/Berlin');
    const day = (to: string, from: string) => worked.between(at(from), at(to));
    expect(day('2026-03-29T22:00Z', '2026-03-28T23:00Z')).toBe(23 * hours);
    expect(day('2026-10-25T23:00Z', '2026-10-24T22:00Z')).toBe(25 * hours);
  });

  it('a night shift over the change lasts as long as it does', () => {
    const night = { sunday: [{ from: '00:00', to: '06:00' }] };
    const worked = hoursOf({ businessHours: night }, 'Europe/Berlin');
    expect(worked.between(at('2026-03-28T00:00Z'), at('2026-03-31T00:00Z'))).toBe(5 * hours);
  });

  it('are none on holidays, whatever the weekday', () => {
    const terms = { businessHours: office, holidays: ['2026-04-03', '2026-04-06'] };
    const worked = hoursOf(terms, 'Europe/Berlin');
    // Thursday before Easter 16:00 to Tuesday after Easter 10:00
    expect(worked.between(at('2026-04-02T14:00Z'), at('2026-04-07T08:00Z'))).toBe(2 * hours);
  });

  it('are looked for 20 years from where a question starts, and no further', () => {
    const hourAYear = Array.from({ length: 2000 }, (_, day) =>
      new Date(at('2026-01-01T00:00Z') + day * 24 * hours).toISOString().slice(0, 10),
    );
    const worked = hoursOf({ businessHours: office, holidays: hourAYear }, 'UTC');
    const start = at('2026-01-01T12:00Z');
    expect(worked.after(start, 1)).toBe(at('2031-06-24T09:00Z') + 1); // the first day after so many holidays
    const monday = hoursOf({ businessHours: { monday: [{ from: '09:00', to: '09:01' }] } }, 'UTC');
    const years = (count: number) => start + count * 366 * 24 * hours;
    expect(monday.after(start, 1000 * 60_000)).toBe(at('2026-01-05T09:01Z') + 999 * 7 * 24 * hours);
    expect(monday.after(start, 2000 * 60_000)).toBeNull();
    expect(monday.between(start, years(20))).toBeGreaterThan(1000 * 60_000);
    expect(monday.between(start, years(20) + 1)).toBeNull();
  });

  it('look only at the days that are asked for, however early a moment is', () => {
    const worked = hoursOf({ businessHours: office }, 'Europe/Berlin');
    const began = performance.now();
    expect(worked.after(at('0001-01-01T00:00Z'), 8 * hours)).toBeLessThan(at('0001-01-04T00:00Z'));
    expect(worked.between(at('0001-01-01T00:00Z'), at('2026-01-01T00:00Z'))).toBeNull();
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('whenever something is due, exactly that much has been worked; parts of a time sum to it', () => {
    const worked = hoursOf({ businessHours: office }, 'America/New_York');
    const start = at('2026-02-01T00:00Z');
    const moment = fc.nat(400 * 24 * hours).map((offset) => start + offset);
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 500 * hours }), moment, (from, wanted, middle) => {
        const due = worked.after(from, wanted)!;
        expect(worked.between(from, due)).toBe(wanted);
        expect(worked.between(from, due - 1)).toBe(wanted - 1);
        const to = middle + 30 * 24 * hours;
        const day = { from: start - 24 * hours, to };
        const sum = workingStretches(SlaTermsSchema.parse({ businessHours: office }), 'America/New_York', day)
          .map((one) => Math.max(0, Math.min(one.end, to) - Math.max(one.start, middle)))
          .reduce((all, one) => all + one, 0);
        expect(worked.between(middle, to)).toBe(sum);
      }),
    );
  });
});
