import { literal } from '@touchstone/facts';
import { creditedTouches, wholeValue } from '@touchstone/attribution';
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
 * @param sums whole numbers that hold them
 */
export function creditGroups(
  keys: GroupKeys,
  { journeysOf = newestOf(['deal.won']), columns = [], split = wholeValue }: Omit<RowsOf, 'groupBy'> = {},
  sums: 'Int64' | 'Int128' = 'Int64',
): string {
  const credited = creditedTouches(creditParameters, modelOptions, {
    ...{ groupBy: ['channel'], touchFilters: [], journeysOf, ...split },
    columns: [...new Set([...ofDeal, ...columns])],
  });
  const names = Object.keys(keys).join(', ');
  const lacking = credited.models.flatMap(({ lacks }, at) => (lacks ? [{ lacks, at }] : []));
  const first = (minor: string, which = '1') => `sum(to${sums}(if(i = 1 AND ${which}, ${minor}, 0)))`;
  const inner = `
    SELECT ${Object.entries(keys)
      .map(([name, sql]) => `${sql} AS ${name}`)
      .join(', ')}, by_channel, reason AS why, ${first('minor')} AS value, ${first('1')} AS firsts,
      ${lacking.map(({ lacks, at }) => `${first('minor', lacks)} AS lacked_${at}, ${first('1', lacks)} AS lacking_${at}`).join(', ')},
      ${credited.models.map(({ credit, share }, at) => `sum(to${sums}(${credit})) AS credit_${at}, sum(toFloat64(${share})) AS share_${at}`).join(', ')}
    ${credited.from}
    GROUP BY ${names}, by_channel, why`;
  const ofModel = (at: number, ofTouch: string, whole: string, lacked: string) =>
    `sum(multiIf(lacking = 0, if(why = '', ${ofTouch}, ${whole}), lacking = ${at + 1}, ${lacked}, 0))`;
  const lacks = (at: number, name: string) => (credited.models[at]!.lacks ? `${name}_${at}` : '0');
  return bound(
    `
  SELECT ${names}, if(why = '' AND lacking = 0, toString(by_channel), ${literal(noCredit)}) AS channel,
    if(lacking > 0, 'no_role_touch', why) AS reason,
    sum(if(lacking = 0, value, 0)) AS whole_value, sum(if(lacking = 0, firsts, 0)) AS deals,
    ${viewModels
      .map((model, at) => {
        const { credit, share } = creditNames(model);
        return `${ofModel(at, `credit_${at}`, 'value', lacks(at, 'lacked'))} AS ${credit},
    ${ofModel(at, `share_${at}`, 'toFloat64(firsts)', `toFloat64(${lacks(at, 'lacking')})`)} AS ${share}`;
      })
      .join(',\n    ')}
  FROM (${inner})
  ARRAY JOIN arrayConcat([0], ${lacking.map(({ at }) => `if(why = '' AND lacking_${at} > 0, [${at + 1}], [])`).join(', ')}) AS lacking
  GROUP BY ${names}, channel, reason`,
    credited.params,
  );
}
