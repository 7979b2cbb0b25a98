import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { convertMinor, type Rate, RateTable } from './rates.js';

const rate = (day: string, value: string, more: Partial<Rate> = {}): Rate => ({
  from: 'USD',
  to: 'EUR',
  day,
  rate: value,
  occurredAt: 0,
  eventId: day,
  position: 1,
  ...more,
});

describe('rates', () => {
  it('rounds half to even, once, between any exponents', () => {
    const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
    expect(convertMinor(usd(1), 'EUR', '0.5')).toBe(0n);
    expect(convertMinor(usd(3), 'EUR', '0.5')).toBe(2n);
    expect(convertMinor(usd(-3), 'EUR', '0.5')).toBe(-2n);
    expect(convertMinor(usd(12345), 'JPY', '150')).toBe(18518n); // 123.45 USD = 18517.5 JPY
    expect(convertMinor({ amountMinor: 1, currency: 'JPY' }, 'BHD', '0.0025')).toBe(2n); // 2.5 fils
    expect(convertMinor(usd(Number.MAX_SAFE_INTEGER), 'EUR', '1000')).toBe(9007199254740991000n);
  });

  it('takes the rate of the day, else of the last day before; none before the first', () => {
    const table = new RateTable([rate('2026-01-05', '0.9'), rate('2026-01-02', '0.8')]);
    expect(
      ['2026-01-01', '2026-01-02', '2026-01-04', '2026-01-05', '2027-01-01'].map((day) =>
        table.on('USD', 'EUR', day),
      ),
    ).toEqual([null, '0.8', '0.8', '0.9', '0.9']);
    expect(table.convert({ amountMinor: 5, currency: 'EUR' }, 'EUR', '2000-01-01')).toBe(5n);
    expect(table.convert({ amountMinor: 5, currency: 'CHF' }, 'EUR', '2026-01-05')).toBeNull();
  });

  it('knows until which day a statement holds', () => {
    const table = new RateTable([rate('2026-01-05', '0.9'), rate('2026-01-02', '0.8')]);
    expect(
      ['2026-01-01', '2026-01-02', '2026-01-04', '2026-01-05'].map((day) =>
        table.dayAfter('USD', 'EUR', day),
      ),
    ).toEqual(['2026-01-02', '2026-01-05', '2026-01-05', null]);
    expect(table.dayAfter('CHF', 'EUR', '2026-01-01')).toBeNull();
  });

  it('is the same for any order of the statements, and the latest statement of a day wins', () => {
    const statement = fc.record({
      day: fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-03'),
      rate: fc.constantFrom('1', '2', '3'),
      occurredAt: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(statement), fc.infiniteStream(fc.nat()), (statements, randoms) => {
        const rates = statements.map((one, index) =>
          rate(one.day, one.rate, { occurredAt: one.occurredAt, eventId: `${index}` }),
        );
        const shuffled = rates
          .map((one) => ({ one, at: randoms.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect([...new RateTable(shuffled)]).toEqual([...new RateTable(rates)]);
      }),
    );
  });
});
