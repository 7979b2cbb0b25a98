import { creditNames, creditSql, rowsOfCredit, type RowsOf, viewModels } from './credit-rows.js';
import type { InnerView } from './inner-view.js';

/** SQL of sums by which `creditGroups` groups: named keys over columns of journeys. */
type GroupKeys = Readonly<Record<string, string>>;

/**
 * A view of what `creditRows` has, but of touches their channel alone: an array more is unfolded for every touch, asked for or not.
 * It is a view of its own because for each key of a GROUP BY the engine looks through all queries within, but not through views.
 */
export function creditParts(name: string, comment: string, of: Omit<RowsOf, 'groupBy'> = {}): InnerView {
  return {
    name,
    comment,
    sql: creditSql(rowsOfCredit({ ...of, groupBy: ['channel'] }), ['by_channel AS channel']),
  };
}

/**
 * SQL of sums of what `creditRows` has, a row a group of `keys`, `channel` and `reason`.
 * @param parts what is summed, of `creditParts`
 * @param sums which sums, of whole numbers that hold them: credit, and beside it shares, and credit times each of `weights`
 * (SQL over columns of journeys) as `<name>_<model>`
 */
export function creditGroups(
  keys: GroupKeys,
  parts: InnerView,
  {
    type = 'Int64',
    shares = true,
    weights = {},
  }: { type?: 'Int64' | 'Int128'; shares?: boolean; weights?: Readonly<Record<string, string>> } = {},
): string {
  const summed = viewModels.flatMap((model) => {
    const { credit, share } = creditNames(model);
    return [
      `sum(to${type}(parts.${credit})) AS ${credit}`,
      ...Object.entries(weights).map(
        ([name, weight]) => `sum(to${type}(parts.${credit}) * ${weight}) AS ${name}_${model}`,
      ),
      ...(shares ? [`sum(parts.${share}) AS ${share}`] : []),
    ];
  });
  return `
  SELECT ${Object.entries(keys)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(', ')}, channel, reason,
    ${summed.join(',\n    ')}
  FROM ${parts.name} AS parts
  GROUP BY ${Object.keys(keys).join(', ')}, channel, reason`;
}
