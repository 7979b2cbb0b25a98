import { literal } from '@touchstone/facts';
import { creditedTouches, type Model, wholeValue } from '@touchstone/attribution';
import {
  bound,
  creditNames,
  creditParameters,
  modelOptions,
  newestOf,
  noCredit,
  ofDeal,
  type RowsOf,
  viewModels,
} from './credit-rows.js';

/** SQL of sums by which `creditGroups` groups: named keys over columns of journeys. */
type GroupKeys = Readonly<Record<string, string>>;

/**
 * SQL of credit in groups of `keys`, `channel` and `reason`: sums of what `creditRows` has. Touches are grouped as they are
 * stored, and labels put to groups: a label put to each of some million rows takes longer than their credit.
 * @param sums which sums, of whole numbers that hold them: credit, and beside it shares, and credit times each of `weights`
 * (SQL over columns of journeys) as `<name>_<model>`
 */
export function creditGroups(
  keys: GroupKeys,
  { journeysOf = newestOf(['deal.won']), columns = [], split = wholeValue }: Omit<RowsOf, 'groupBy'> = {},
  {
    type = 'Int64',
    shares = true,
    weights = {},
  }: { type?: 'Int64' | 'Int128'; shares?: boolean; weights?: Readonly<Record<string, string>> } = {},
): string {
  const credited = creditedTouches(creditParameters, modelOptions, {
    ...{ groupBy: ['channel'], touchFilters: [], journeysOf, ...split },
    columns: [...new Set([...ofDeal, ...columns])],
  });
  const names = Object.keys(keys).join(', ');
  const lacking = credited.models.flatMap(({ lacks }, at) => (lacks ? [{ lacks, at }] : []));
  const sums = [
    { as: 'credit', type, whole: 'minor', weight: '' },
    ...Object.entries(weights).map(([as, weight]) => ({
      ...{ as, type, whole: `minor * ${weight}`, weight: ` * ${weight}` },
    })),
    ...(shares ? [{ as: 'share', type: 'Float64', whole: '1', weight: '' }] : []),
  ];
  const first = (what: string, to: string, which = '1') => `sum(to${to}(if(i = 1 AND ${which}, ${what}, 0)))`;
  const ofTouch = (at: number) =>
    sums.map(({ as, type: to, weight }) => {
      const { credit, share } = credited.models[at]!;
      return `sum(to${to}(${as === 'share' ? share : credit})${weight}) AS ${as}_${at}`;
    });
  const nameOf = (as: string, model: Model) =>
    as === 'credit'
      ? creditNames(model).credit
      : as === 'share'
        ? creditNames(model).share
        : `${as}_${model}`;
  const inner = `
    SELECT ${Object.entries(keys)
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(', ')}, by_channel, reason AS why, ${first('1', type)} AS firsts,
      ${[
        ...sums.map(({ as, type: to, whole }) => `${first(whole, to)} AS whole_${as}`),
        ...lacking.flatMap(({ lacks, at }) => [
          `${first('1', type, lacks)} AS lacking_${at}`,
          ...sums.map(({ as, type: to, whole }) => `${first(whole, to, lacks)} AS lacked_${as}_${at}`),
        ]),
        ...viewModels.flatMap((_, at) => ofTouch(at)),
      ].join(',\n      ')}
    ${credited.from}
    GROUP BY ${names}, by_channel, why`;
  const ofModel = (at: number, as: string) =>
    `sum(multiIf(lacking = 0, if(why = '', ${as}_${at}, whole_${as}), lacking = ${at + 1}, ${credited.models[at]!.lacks ? `lacked_${as}_${at}` : '0'}, 0))`;
  return bound(
    `
  SELECT ${names}, if(why = '' AND lacking = 0, toString(by_channel), ${literal(noCredit)}) AS channel,
    if(lacking > 0, 'no_role_touch', why) AS reason,
    sum(if(lacking = 0, whole_credit, 0)) AS whole_value, sum(if(lacking = 0, firsts, 0)) AS deals,
    ${viewModels.flatMap((model, at) => sums.map(({ as }) => `${ofModel(at, as)} AS ${nameOf(as, model)}`)).join(',\n    ')}
  FROM (${inner})
  ARRAY JOIN arrayConcat([0], ${lacking.map(({ at }) => `if(why = '' AND lacking_${at} > 0, [${at + 1}], [])`).join(', ')}) AS lacking
  GROUP BY ${names}, channel, reason`,
    credited.params,
  );
}
