import { exponentOf, type Money } from '@touchstone/contracts';
import { compareMoments, type Moment } from './order.js';

/** One statement of a day's rate: 1 unit of `from` is `rate` units of `to`. */
export interface Rate extends Moment {
  from: string;
  to: string;
  /** YYYY-MM-DD */
  day: string;
  /** Decimal string. */
  rate: string;
  position: number;
}

/** Rates in force: of a pair and day the latest statement; a day without one has the rate of the last day before it. */
export class RateTable {
  /** Of a pair: statements by day, ascending. */
  private readonly days = new Map<string, Rate[]>();

  constructor(rates: Iterable<Rate> = []) {
    for (const rate of rates) this.add(rate);
  }

  add(rate: Rate): void {
    const pair = `${rate.from}/${rate.to}`;
    const days = this.days.get(pair) ?? [];
    this.days.set(pair, days);
    const index = this.after(days, rate.day);
    const known = days[index - 1];
    if (known?.day !== rate.day) days.splice(index, 0, rate);
    else if (compareMoments(known, rate) <= 0) days[index - 1] = rate;
  }

  /** The rate in force on a day; null where none is known for it or before it. */
  on(from: string, to: string, day: string): string | null {
    const days = this.days.get(`${from}/${to}`) ?? [];
    return days[this.after(days, day) - 1]?.rate ?? null;
  }

  /** The first day after `day` that has a statement of its own, so that the one before ends there; null for none. */
  dayAfter(from: string, to: string, day: string): string | null {
    const days = this.days.get(`${from}/${to}`) ?? [];
    return days[this.after(days, day)]?.day ?? null;
  }

  /** An amount in minor units of `currency` at the rate of `day`, half-even; null without a rate. */
  convert(amount: Money, currency: string, day: string): bigint | null {
    if (amount.currency === currency) return BigInt(amount.amountMinor);
    const rate = this.on(amount.currency, currency, day);
    return rate === null ? null : convertMinor(amount, currency, rate);
  }

  [Symbol.iterator](): Iterator<Rate> {
    return [...this.days.values()].flat()[Symbol.iterator]();
  }

  /** Index of the first statement after a day. */
  private after(days: Rate[], day: string): number {
    let [low, high] = [0, days.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (days[middle]!.day <= day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Exact integer conversion by a decimal rate, rounded half to even once, to minor units of `to`. */
export function convertMinor(amount: Money, to: string, rate: string): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  const numerator = BigInt(amount.amountMinor) * BigInt(whole + fraction) * 10n ** BigInt(exponentOf(to));
  const denominator = 10n ** BigInt(fraction.length + exponentOf(amount.currency));
  const sign = numerator < 0n ? -1n : 1n;
  const size = numerator * sign;
  const quotient = size / denominator;
  const twice = (size % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return sign * (up ? quotient + 1n : quotient);
}
