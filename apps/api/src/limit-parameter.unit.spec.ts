import { describe, expect, it } from '@jest/globals';
import { limitParameter } from './limit-parameter.js';

const limit = limitParameter({ most: 500, usual: 100 });
const whole = 'is a whole number from 1 to 500';

describe('limit', () => {
  it.each<[string | undefined, number]>([
    [undefined, 100],
    ['1', 1],
    ['500', 500],
    ['007', 7],
  ])('%j is %i', (given, expected) => expect(limit.parse(given)).toBe(expected));

  it.each([
    ['0', 'is at least 1'],
    ['-3', 'is at least 1'],
    ['501', 'is at most 500'],
    ...['0x5', '1e2', '1.5', ' 5', '', 'ten', '٥'].map((given) => [given, whole] as const),
  ])('refuses %j', (given, problem) =>
    expect(limit.safeParse(given).error?.issues.map(({ message }) => message)).toEqual([problem]),
  );
});
