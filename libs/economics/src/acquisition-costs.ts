import {
  groupedConversions,
  groupedCredit,
  learn,
  occurringKinds,
  type Learned,
  type LearningSources,
  type ModelOptions,
  type SplittingParameters,
} from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import { type ConversionKind, type Definitions, type RateTable } from '@touchstone/timeline';
import {
  type AcquisitionCount,
  type AcquisitionDimension,
  type AcquisitionRow,
  AcquisitionRows,
} from './acquisition-sums.js';
import { allocate, type Allocation } from './cost-allocation.js';
import { acquisitionKinds, acquisitionsOf } from './acquisitions.js';
import { daysOf, wholeMonthsOf } from './calendar-days.js';
import { spendCosts, type UnconvertedCost } from './spend-costs.js';

/** Whose revenue counts in a period: of what was won in it, or of the touches that were in it. */
export const revenueBases = ['close_date', 'touch_date'] as const;
export type RevenueBasis = (typeof revenueBases)[number];

export interface AcquisitionQuestion {
  /** How conversions are shared out, and the window; `conversion` says whose revenue is meant. */
  parameters: SplittingParameters;
  groupBy: readonly AcquisitionDimension[];
  allocation: Allocation;
  basis: RevenueBasis;
  /** In force as of the position. */
  definitions: Definitions;
  rates: RateTable;
}

export interface AcquisitionCosts {
  /** What costs, and what was credited, by group and model. */
  rows: AcquisitionRow[];
  /** What no touch earned; by month where months are asked for. */
  unattributed: AcquisitionRow[];
  /** All of both, by model; and by month where months are asked for. */
  blended: AcquisitionRow[];
  /** Costs without a rate, in no figure. */
  unconverted: UnconvertedCost[];
}

/** The end of all time that the store can hold. */
const never = Date.UTC(2299, 11, 31);

/** What is counted, by the conversions it is. */
export const countedConversions: readonly { count: AcquisitionCount; conversion: ConversionKind }[] = [
  ...acquisitionKinds.map((conversion) => ({ count: 'customers', conversion }) as const),
  { count: 'leads', conversion: 'lead.created' },
  { count: 'mqls', conversion: 'lead.qualified' },
  { count: 'opportunities', conversion: 'deal.created' },
];

/**
 * Costs of a window beside what came of it: new customers, leads, MQLs and opportunities, shared out by models, and
 * revenue. Costs sum to the spend in force, counts to whole conversions: for each model rows + unattributed = blended.
 *
 * A new customer is an account that won its first deal, or paid its first subscription, in the window, as of the position;
 * credit is that of the conversion it came with.
 */
export async function acquisitionCosts(
  clickhouse: ClickHouse,
  question: AcquisitionQuestion,
  sources: LearningSources,
): Promise<AcquisitionCosts> {
  const { parameters, groupBy, allocation, basis, definitions, rates } = question;
  const { workspace, asOf, currency } = parameters;
  const rows = new AcquisitionRows(groupBy, parameters.models);
  const unattributed = new AcquisitionRows(byMonth(groupBy), parameters.models);
  const optionsOf = learningOnce(sources);
  const ofRevenue = revenueParameters(question);
  const occurring = await occurringKinds(
    clickhouse,
    parameters,
    countedConversions.map(({ conversion }) => conversion),
  );
  const asked = countedConversions.filter(({ conversion }) => occurring.has(conversion));
  const [spend, revenue, ...counts] = await Promise.all([
    spendCosts(clickhouse, { workspace, asOf, currency, definitions, rates, ...daysOf(parameters) }),
    optionsOf(ofRevenue).then((options) => groupedCredit(clickhouse, ofRevenue, options)),
    ...asked.map(async ({ conversion, count }) => {
      const ofKind = { ...parameters, groupBy, filters: {}, conversion, details: false };
      const chosen = acquisitionKinds.find((kind) => count === 'customers' && kind === conversion);
      return groupedConversions(
        clickhouse,
        ofKind,
        await optionsOf(ofKind),
        chosen && acquisitionsOf(chosen, parameters),
      );
    }),
  ]);
  // what has no touch has no month of touches either
  for (const group of revenue.filter(({ reason }) => basis === 'close_date' || reason === null))
    (group.reason === null ? rows : unattributed).add(group, 'revenueMinor', group.creditMinor);
  for (const [at, groups] of counts.entries())
    for (const group of groups)
      (group.reason === null ? rows : unattributed).add(group, asked[at]!.count, group.parts);
  for (const cell of allocate(spend.costs, allocation)) rows.addCost(cell);
  return {
    rows: rows.sorted(),
    unattributed: unattributed.sorted(),
    blended: blendedOf([...rows.sorted(), ...unattributed.sorted()], question),
    unconverted: spend.unconverted,
  };
}

const byMonth = (groupBy: readonly AcquisitionDimension[]) =>
  groupBy.filter((dimension) => dimension === 'month');

/** One row a model for the whole window, and before it one a month. */
function blendedOf(rows: AcquisitionRow[], { groupBy, parameters }: AcquisitionQuestion): AcquisitionRow[] {
  const of = (by: readonly AcquisitionDimension[]) => {
    const sums = new AcquisitionRows(by, parameters.models);
    for (const row of rows) sums.addRow(row);
    return sums.sorted();
  };
  const months = byMonth(groupBy);
  return [...(months.length > 0 ? of(months) : []), ...of([])];
}

/** Credit in money is of these: by touches only what lies in the window, of conversions whenever they came. */
function revenueParameters({ parameters, groupBy, basis }: AcquisitionQuestion): SplittingParameters {
  if (basis === 'close_date') return { ...parameters, groupBy, filters: {}, details: false };
  return {
    ...parameters,
    groupBy: groupBy.map((dimension) => (dimension === 'month' ? 'touch_month' : dimension)),
    filters: { touch_month: wholeMonthsOf(parameters) ?? [] },
    to: never,
    details: false,
  };
}

/** Learns channel weights, of the same conversions once. */
function learningOnce(sources: LearningSources) {
  const learned = new Map<string, Promise<Learned>>();
  return async (parameters: SplittingParameters): Promise<ModelOptions> => {
    const key = `${parameters.conversion} ${parameters.to}`;
    const found = learned.get(key) ?? learn(parameters, sources);
    learned.set(key, found);
    return { ...parameters, channelWeights: (await found).channelWeights };
  };
}
