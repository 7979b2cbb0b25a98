import {
  bound,
  creditNames,
  labelSql,
  reasonSql,
  rowsOfCredit,
  type RowsOf,
  viewModels,
} from './credit-rows.js';

/** SQL of sums by which `creditGroups` groups: named keys over columns of journeys. */
type GroupKeys = Readonly<Record<string, string>>;

/**
 * SQL of sums of what `creditRows` has, a row or more a group of `keys`, `channel` and `reason`. Touches are grouped as they are
 * stored, and labels put to groups: a label put to each of some million rows takes longer than their credit. Who asks sums
 * anyway, so groups that a label makes alike stay apart: for each key of a GROUP BY ClickHouse hashes all queries within.
 * @param sums which sums, of whole numbers that hold them: credit, and beside it shares, and credit times each of `weights`
 * (SQL over columns of journeys) as `<name>_<model>`
 */
export function creditGroups(
  keys: GroupKeys,
  of: Omit<RowsOf, 'groupBy'> = {},
  {
    type = 'Int64',
    shares = true,
    weights = {},
  }: { type?: 'Int64' | 'Int128'; shares?: boolean; weights?: Readonly<Record<string, string>> } = {},
): string {
  const { models, from, params } = rowsOfCredit({ ...of, groupBy: ['channel'] });
  const names = Object.keys(keys).join(', ');
  const summed = viewModels.flatMap((model, at) => {
    const { credit, share } = models[at]!;
    const named = creditNames(model);
    return [
      `sum(to${type}(${credit})) AS ${named.credit}`,
      ...Object.entries(weights).map(
        ([name, weight]) => `sum(to${type}(${credit}) * ${weight}) AS ${name}_${model}`,
      ),
      ...(shares ? [`sum(${share}) AS ${named.share}`] : []),
    ];
  });
  return bound(
    `
  SELECT *, why = '' AND lacking = 0 AS is_touch, ${labelSql('by_channel')} AS channel, ${reasonSql} AS reason
  FROM (
    SELECT ${Object.entries(keys)
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(', ')}, by_channel, why, lacking,
      ${summed.join(',\n      ')}
    ${from}
    GROUP BY ${names}, by_channel, why, lacking)`,
    params,
  );
}
