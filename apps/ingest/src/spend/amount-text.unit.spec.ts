import { describe, expect, it } from '@jest/globals';
import { formatMinor } from '@touchstone/contracts';
import fc from 'fast-check';
import { currencyIn, decimalMarkOf, decimalOf, isNothing, minorOf, sumOfDecimals } from './amount-text.js';

const minor = (text: string, mark: '.' | ',' | null = null, exponent = 2) => {
  const decimal = decimalOf(text, mark);
  return decimal && minorOf(decimal, exponent);
};

describe('amounts in exports', () => {
  it.each([
    ['1,234.56', 123456n],
    ['1.234,56', 123456n],
    ['1 234,56', 123456n],
    ['1\u202f234,56 €', 123456n],
    ["1'234.50", 123450n],
    ['1,234,567.8', 123456780n],
    ['1.234.567', 123456700n],
    ['$1,234.56', 123456n],
    ['US$12.30', 1230n],
    ['EUR 12,30', 1230n],
    ['12', 1200n],
    ['0.001', 0n],
    ['0.005', 0n],
    ['0.015', 2n],
    ['-12.30', -1230n],
    ['−12,30', -1230n],
    ['(12.30)', -1230n],
    ['.5', 50n],
    ['9007199254740993.11', 900719925474099311n],
  ])('reads %s', (text, expected) => expect(minor(text)).toBe(expected));

  it.each(['', 'soon', '1.2.3', '12,34,5', '1,23.45.6', '12 abc', '1e3', '--', '(12', '1,2345.6'])(
    'does not read %s',
    (text) => expect(minor(text)).toBeNull(),
  );

  it('does not guess what 1,234 is, unless the column shows it', () => {
    expect(minor('1,234')).toBeNull();
    expect(minor('1,234', '.')).toBe(123400n);
    expect(minor('1.234', ',')).toBe(123400n);
    expect(minor('1.234', '.', 3)).toBe(1234n);
    expect(decimalMarkOf(['1,234', '12.50'], ',')).toBe('.');
    expect(decimalMarkOf(['1,234', '7'], ',')).toBe(',');
    expect(decimalMarkOf(['12,50', '12.50'], '.')).toBeNull();
  });

  it('knows what stands for nothing, and a currency in the cell', () => {
    expect([' --', '-', '—', '0', ''].map(isNothing)).toEqual([true, true, true, false, false]);
    expect(['USD 1', '1 EUR', '$1', '1'].map(currencyIn)).toEqual(['USD', 'EUR', null, null]);
  });

  it('reads back what people see, whatever the way of writing', () => {
    const written = fc.tuple(
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      fc.constantFrom(['.', ','], ['.', ''], [',', '.'], [',', ' '], ['.', '’']),
      fc.constantFrom('EUR', 'JPY', 'BHD'),
    );
    fc.assert(
      fc.property(written, ([amount, [mark, groups], currency]) => {
        const [whole = '', fraction] = formatMinor(amount, currency).split('.');
        const text =
          whole.replace(/\B(?=(\d{3})+$)/g, groups) + (fraction === undefined ? '' : mark + fraction);
        const exponent = { EUR: 2, JPY: 0, BHD: 3 }[currency];
        expect(minor(text, mark, exponent)).toBe(amount);
      }),
    );
  });

  it('sums decimals exactly', () => {
    const tenths = Array.from({ length: 10 }, () => decimalOf('0.1', '.')!);
    expect(minorOf(sumOfDecimals([...tenths, decimalOf('0.004', '.')!, decimalOf('0.002', '.')!]), 2)).toBe(
      101n,
    );
  });
});
