/** What separates whole units from their fraction; null: amounts show it each for itself. */
export type DecimalMark = '.' | ',' | null;

/** An exact decimal: `units` of 10^-decimals. */
export interface Decimal {
  units: bigint;
  decimals: number;
}

const spaces = /[\s\u00a0\u2007\u2009\u202f'’]/g;
const currencySigns = /[A-Z]{0,2}\p{Sc}|(?<!\p{L})[A-Z]{3}(?!\p{L})/gu;
const nothing = /^(-{1,2}|–|—)$/;

/** True for what exports write where there is no cost, such as Google's ` --`. */
export const isNothing = (text: string) => nothing.test(text.trim());

/** The currency that an amount names itself, such as `EUR 12`; null: none, as signs like $ are of several. */
export const currencyIn = (text: string): string | null =>
  /(?<!\p{L})[A-Z]{3}(?!\p{L})/u.exec(text)?.[0] ?? null;

/** Digits and marks of an amount, without sign, spaces and currency; null: something else is in it. */
function bareOf(text: string): { digits: string; isNegative: boolean } | null {
  const plain = text.replace(spaces, '').replace(currencySigns, '').replace('−', '-');
  const found = /^(-?)(\(?)(-?)([\d.,]*\d)(-?)(\)?)$/.exec(plain);
  if (!found) return null;
  const [, before = '', open = '', inside = '', digits = '', after = '', close = ''] = found;
  if ((open === '') !== (close === '')) return null;
  return { digits, isNegative: `${before}${open}${inside}${after}` !== '' };
}

const grouped = { '.': /^\d{1,3}(\.\d{3})+$/, ',': /^\d{1,3}(,\d{3})+$/ };

/** The decimal mark that an amount shows by itself; null: it has none, or its only mark may be either. */
function ownMark(digits: string): DecimalMark {
  const [dots, commas] = [digits.split('.').length - 1, digits.split(',').length - 1];
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  if (dots + commas === 0) return null;
  const mark = dots > 0 ? '.' : ',';
  if (!grouped[mark].test(digits)) return dots + commas === 1 ? mark : null;
  if (dots + commas > 1) return mark === '.' ? ',' : '.'; // 1.234.567: those are groups
  return digits.startsWith('0') ? mark : null;
}

/**
 * The decimal mark of a column: the one its amounts show. Where none does (1,234 alone) the one that is usual where the
 * file comes from; where they contradict each other, null.
 */
export function decimalMarkOf(texts: Iterable<string>, usual: '.' | ','): DecimalMark {
  const shown = new Set<DecimalMark>();
  for (const text of texts) {
    const mark = ownMark(bareOf(text)?.digits ?? '');
    if (mark) shown.add(mark);
    if (shown.size === 2) return null;
  }
  return [...shown][0] ?? usual;
}

/** An amount as an exact decimal: `1,234.56`, `1.234,56`, `€ 12`, `(3.50)`; null: it is none, or may be two. */
export function decimalOf(text: string, mark: DecimalMark): Decimal | null {
  const bare = bareOf(text);
  if (!bare) return null;
  const { digits } = bare;
  const decimalMark = mark ?? ownMark(digits);
  if (!decimalMark && /[.,]/.test(digits)) return null;
  const [whole = '', fraction = '', ...more] = decimalMark ? digits.split(decimalMark) : [digits];
  const groups = decimalMark === ',' ? '.' : ',';
  if (more.length > 0 || fraction.includes(groups)) return null;
  if (whole.includes(groups) && !grouped[groups].test(whole)) return null;
  const units = BigInt(whole.replaceAll(groups, '') + fraction || '0');
  return { units: bare.isNegative ? -units : units, decimals: fraction.length };
}

/** The exact sum of decimals. */
export function sumOfDecimals(all: readonly Decimal[]): Decimal {
  const decimals = Math.max(0, ...all.map((one) => one.decimals));
  const units = all.reduce((sum, one) => sum + one.units * 10n ** BigInt(decimals - one.decimals), 0n);
  return { units, decimals };
}

/** Whole minor units of a currency with `exponent` decimals, half to even. */
export function minorOf({ units, decimals }: Decimal, exponent: number): bigint {
  if (decimals <= exponent) return units * 10n ** BigInt(exponent - decimals);
  const divisor = 10n ** BigInt(decimals - exponent);
  const size = units < 0n ? -units : units;
  const twice = (size % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && (size / divisor) % 2n === 1n);
  const rounded = size / divisor + (up ? 1n : 0n);
  return units < 0n ? -rounded : rounded;
}
