import { z } from 'zod';
import { currencyExponents } from './currencies.js';

/** ISO 4217 code, upper case. */
export const CurrencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, 'a currency is an ISO 4217 code of three capital letters, such as EUR')
  .refine((code) => currencyExponents.has(code), 'this currency code is not in ISO 4217')
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

/** Number of decimals of a currency by ISO 4217: JPY 0, EUR 2, BHD 3, CLF 4. @throws for a code that is none. */
export function exponentOf(currency: string): number {
  const exponent = currencyExponents.get(currency);
  if (exponent === undefined) throw new RangeError(`${currency} is not in ISO 4217`);
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
