import { z } from 'zod';

/** ISO 4217 code, upper case, known to the runtime's own list (so `exponentOf` is right for it). */
export const CurrencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, 'a currency is an ISO 4217 code of three capital letters, such as EUR')
  .refine((code) => knownCurrencies.has(code), 'this currency code is not in ISO 4217')
  .meta({ description: 'ISO 4217 currency code.', examples: ['EUR'] });

/**
 * An amount in minor units (cents, yen, fils). Never a float; JSON carries a plain integer within ±(2^53-1).
 */
export const MoneySchema = z
  .object({
    amountMinor: z
      .int('an amount is a whole number of minor units within ±9007199254740991')
      .meta({ description: 'Signed whole number of minor units of the currency.' }),
    currency: CurrencySchema,
  })
  .meta({
    description: 'An amount in minor units with its currency.',
    examples: [{ amountMinor: 1250000, currency: 'EUR' }],
  });

export type Money = z.infer<typeof MoneySchema>;

/** Exponents that differ from the runtime's display habits: ISO 4217 is the authority, not the locale data. */
const isoExponents: Record<string, number> = { CLF: 4, UYW: 4 };

const knownCurrencies = new Set([...Intl.supportedValuesOf('currency'), ...Object.keys(isoExponents)]);

/** Asked of the runtime once a currency: asking is slow. */
const exponents = new Map(Object.entries(isoExponents));

/** Number of decimals of a currency by ISO 4217: JPY 0, EUR 2, BHD 3, CLF 4. */
export function exponentOf(currency: string): number {
  const known = exponents.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const exponent = format.resolvedOptions().maximumFractionDigits ?? 2;
  exponents.set(currency, exponent);
  return exponent;
}

/** Minor units as a decimal string for display: (123456, EUR) -> "1234.56". Exact for any bigint. */
export function formatMinor(amountMinor: bigint | number | string, currency: string): string {
  const exponent = exponentOf(currency);
  const amount = BigInt(amountMinor);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent > 0 ? `.${digits.slice(-exponent)}` : '';
  return `${amount < 0n ? '-' : ''}${whole}${fraction}`;
}
