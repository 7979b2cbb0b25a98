import { formatMinor } from '@touchstone/contracts';

/** An amount as 1,234,567.89, in the decimals of its currency: exact, where a number would not be. */
export function moneyText(minor: string, currency: string): string {
  const [whole = '', fraction] = formatMinor(minor, currency).split('.');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}
