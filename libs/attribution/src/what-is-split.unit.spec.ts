import { expect, it } from '@jest/globals';
import { conversionParts, wholesOf } from './what-is-split.js';

it('parts are numbers of twelve decimals, each the nearest there is', () => {
  expect(wholesOf(conversionParts * 3n)).toBe(3);
  expect(wholesOf(conversionParts / 3n)).toBe(0.333333333333);
  expect(wholesOf(123_456_789_012_345_678n)).toBe(123456.789012345678);
  expect(wholesOf(0n)).toBe(0);
});
