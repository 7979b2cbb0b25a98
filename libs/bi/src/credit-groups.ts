import {
  bound,
  creditNames,
  labelSql,
  reasonSql,
  rowsOfCredit,
  type RowsOf,
  viewModels,
} from './credit-rows.js';
import type { InnerView } from './inner-view.js';

/** SQL of sums by which `creditGroups` groups: named keys over columns of journeys. */
type GroupKeys = Readonly<Record<string, string>>;

/**
 * A view of what `creditRows` has, with labels as they are stored: `by_channel`, and `why` and `lacking` in place of a reason.
 * It is a view of its own because for each key of a GROUP BY the engine looks through all queries within, but not through views.
 */
export function creditParts(name: string, comment: string, of: Omit<RowsOf, 'groupBy'> = {}): InnerView {
  const { ofRow, models, from, params } = rowsOfCredit({ ...of, groupBy: ['channel'] });
  const credited = viewModels.map((model, at) => {
    const { credit, share } = creditNames(model);
    return `${models[at]!.credit} AS ${credit}, ${models[at]!.share} AS ${share}`;
  });
  const sql = bound(
    `SELECT ${ofRow.join(', ')}, converted_at, by_channel, why, lacking,
    ${credited.join(',\n    ')}
    ${from}`,
    params,
  );
  return { name, comment, sql };
}

/**
 * SQL of sums of what `creditRows` has, a row or more a group of `keys`, `channel` and `reason`. Touches are grouped as they are
 * stored, and labels put to groups: a label put to each of some million rows takes longer than their credit. Who asks sums
 * anyway, so groups that a label makes alike stay apart.
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
  SELECT *, why = '' AND lacking = 0 AS is_touch, ${labelSql('by_channel')} AS channel, ${reasonSql} AS reason
  FROM (
    SELECT ${Object.entries(keys)
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(', ')}, by_channel, why, lacking,
      ${summed.join(',\n      ')}
    FROM ${parts.name} AS parts
    GROUP BY ${Object.keys(keys).join(', ')}, by_channel, why, lacking)`;
}
