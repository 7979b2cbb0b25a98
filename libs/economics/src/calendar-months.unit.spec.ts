import { expect, it } from '@jest/globals';
import { cohortLengths, cohortOf, monthsOfCohort } from './calendar-months.js';

it('a cohort has the months that belong to it, and a name that is none has not', () => {
  expect(monthsOfCohort('2026-Q2')).toEqual(['2026-04', '2026-05', '2026-06']);
  expect(monthsOfCohort('2026-11')).toEqual(['2026-11']);
  expect(monthsOfCohort('2026')).toHaveLength(12);
  for (const name of ['all', '2026-Q5', '2026-13', '2026-00', 'x2026', ''])
    expect([name, monthsOfCohort(name)]).toEqual([name, null]);
  for (const length of cohortLengths.filter((one) => one !== 'all'))
    for (const month of monthsOfCohort('2027')!) {
      const months = monthsOfCohort(cohortOf(month, length))!;
      expect(months).toContain(month);
      expect(months.map((one) => cohortOf(one, length))).toEqual(months.map(() => cohortOf(month, length)));
    }
});
