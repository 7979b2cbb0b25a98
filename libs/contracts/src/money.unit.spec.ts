import { describe, expect, it } from '@jest/globals';
import { CurrencySchema, exponentOf, formatMinor, MoneySchema } from './money.js';

describe('money', () => {
  it('has the decimals of ISO 4217, not those of display habits', () => {
    const exponents = { JPY: 0, KRW: 0, EUR: 2, HUF: 2, IDR: 2, COP: 2, BHD: 3, IQD: 3, CLF: 4, UYW: 4 };
    for (const [currency, exponent] of Object.entries(exponents))
      expect([currency, exponentOf(currency)]).toEqual([currency, exponent]);
    expect(() => exponentOf('XXX')).toThrow('not in ISO 4217');
  });

  it('shows amounts exactly, of any size and sign', () => {
    expect(formatMinor(-123456n, 'EUR')).toBe('-1234.56');
    expect(formatMinor(5, 'BHD')).toBe('0.005');
    expect(formatMinor('18518', 'JPY')).toBe('18518');
    expect(formatMinor(123456789012345678901n, 'HUF')).toBe('1234567890123456789.01');
  });

  it('takes whole minor units within ±(2^53-1) and known codes only', () => {
    const money = (amountMinor: unknown, currency = 'EUR') =>
      MoneySchema.safeParse({ amountMinor, currency }).success;
    expect([money(0), money(-5), money(Number.MAX_SAFE_INTEGER)]).toEqual([true, true, true]);
    expect([
      money(0.5),
      money(2 ** 53),
      money('5'),
      money(1, 'EURO'),
      money(1, 'ZZZ'),
      money(1, 'eur'),
    ]).toEqual(Array(6).fill(false));
    expect(CurrencySchema.safeParse('VED').success).toBe(true);
  });
});
