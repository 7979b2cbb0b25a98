import { noLabel } from '@touchstone/attribution';

/** A label as facts have it: an empty one for `(none)`. */
export const factLabel = (label: string): string => (label === noLabel ? '' : label);
