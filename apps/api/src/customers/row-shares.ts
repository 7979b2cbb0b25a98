import { conversionParts, noLabel } from '@touchstone/attribution';

/** A part of a conversion or customer, to twelve decimals: as many as parts have, so that what is shown sums. */
export const shareOf = (parts: bigint): number => Number(parts) / Number(conversionParts);

/** A label as facts have it: an empty one for `(none)`. */
export const factLabel = (label: string): string => (label === noLabel ? '' : label);
