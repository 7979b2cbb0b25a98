/** What of a conversion is split over its touches; SQL over the columns of its journey and its `value`. */
export interface WhatIsSplit {
  /** Absolute amount to split, as UInt64, and its sign. */
  amount: string;
  sign: string;
  /** True where it is money: then a conversion without a rate has nothing to split. */
  isMoney: string;
}

/** The value of the conversion: what reports split. */
export const wholeValue: WhatIsSplit = {
  amount: 'toUInt64(abs(ifNull(value, 0)))',
  sign: 'if(ifNull(value, 0) < 0, -1, 1)',
  isMoney: '1',
};

/** Parts that a conversion is split into: shares to 12 digits, that sum to the whole. */
export const conversionParts = 1_000_000_000_000n;

/** The conversion itself, whatever its value: what counts split. */
export const wholeConversion: WhatIsSplit = {
  amount: `toUInt64(${conversionParts})`,
  sign: '1',
  isMoney: '0',
};

/** Parts as a number of conversions, or of customers: the one nearest to their twelve decimals. */
export const wholesOf = (parts: bigint): number => Number(`${parts}e-12`);
