import { conversionParts } from '@touchstone/attribution';

/** Parts as a number of whole things, to twelve decimals: exact. */
export const wholesSql = (parts: string) => `toDecimal128(${parts}, 12) / ${conversionParts}`;

/** Exact amounts of rows, and what they are told in. */
export interface ExactAmount {
  /** Column of whole numbers, Int128. */
  name: string;
  /** How many of them are one unit. */
  scale: bigint;
}

/**
 * SQL of rows with each exact amount as whole units, `whole_<name>`, that sum over the rows of a whole to its exact sum, rounded
 * half to even: floors, and a unit more for the largest remainders. It is `apportion` of reports.
 * @param of keys of a whole
 * @param ties what comes first where remainders are alike
 * @param others columns to have beside
 */
export function wholeAmounts(
  from: string,
  amounts: readonly ExactAmount[],
  { of, ties, others }: { of: string; ties: string; others: readonly string[] },
): string {
  const listed = (columns: (amount: { name: string; one: string }) => readonly string[]) =>
    amounts.flatMap(({ name, scale }) => columns({ name, one: `toInt128(${scale})` })).join(',\n    ');
  return `
  SELECT ${others.join(', ')}, ${listed(({ name, one }) => [
    // twice what is left over, and one where half of a unit is rounded up to an even number
    `toInt64(floor_${name} + (nth_${name} <= units_${name} +
      (2 * (rests_${name} - units_${name} * ${one}) + (floors_${name} + units_${name}) % 2 > ${one}))) AS whole_${name}`,
  ])}
  FROM (
    SELECT *, ${listed(({ name, one }) => [`intDiv(rests_${name}, ${one}) AS units_${name}`])}
    FROM (
      SELECT *, ${listed(({ name }) => [
        `sum(rest_${name}) OVER whole AS rests_${name}`,
        `abs(sum(floor_${name}) OVER whole) AS floors_${name}`,
        `row_number() OVER (PARTITION BY ${of} ORDER BY rest_${name} DESC, ${ties}) AS nth_${name}`,
      ])}
      FROM (
        SELECT *, ${listed(({ name, one }) => [`intDiv(${name} - rest_${name}, ${one}) AS floor_${name}`])}
        FROM (SELECT *, ${listed(({ name, one }) => [`((${name} % ${one}) + ${one}) % ${one} AS rest_${name}`])} FROM (${from})))
      WINDOW whole AS (PARTITION BY ${of})))`;
}
