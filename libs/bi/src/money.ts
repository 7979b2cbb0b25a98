import { literal } from '@touchstone/facts';
import { currencyExponents } from '@touchstone/contracts';
import { column, type ViewColumn } from './view.js';

const unusual = [...currencyExponents].filter(([, exponent]) => exponent !== 2);

/** SQL of minor units in a currency as a decimal of the currency itself, for display. */
export const displaySql = (minor: string, currency: string): string =>
  `toDecimal128(${minor}, 4) / transform(toString(${currency}), [${unusual.map(([code]) => literal(code)).join(', ')}], [${unusual
    .map(([, exponent]) => 10 ** exponent)
    .join(', ')}], 100)`;

/**
 * Two columns of one amount: `<name>_minor`, whole minor units, to calculate with; `<name>`, a decimal, to show.
 * @param minor SQL of the minor units
 * @param currency SQL of the currency's code
 */
export function money(
  name: string,
  comment: string,
  { minor, currency, isNullable = false }: { minor: string; currency: string; isNullable?: boolean },
): ViewColumn[] {
  const type = (of: string) => (isNullable ? `Nullable(${of})` : of);
  return [
    column(`${name}_minor`, type('Int64'), `${comment} In whole minor units of the row's currency.`, minor),
    column(
      name,
      type('Decimal(38, 4)'),
      `${comment} In the row's currency, for display: sums are exact in ${name}_minor.`,
      displaySql(minor, currency),
    ),
  ];
}
