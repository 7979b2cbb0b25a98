export const sumOf = (numbers: readonly bigint[]) => numbers.reduce((sum, number) => sum + number, 0n);

export const greatestDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestDivisor(b, a % b));

const scale = 10n ** 17n;

/** A fraction of whole numbers of any size as a number, to 16 digits. */
export const ratio = (part: bigint, whole: bigint) => Number((part * scale) / whole) / Number(scale);
