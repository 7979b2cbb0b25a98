import { newestVersions } from '@touchstone/facts';

/** What leads are grouped by and filtered on. */
export const leadDimensions = [
  'channel',
  'campaign',
  'source',
  'medium',
  'first_channel',
  'first_campaign',
  'owner',
  'segment',
  'team',
] as const;
export type LeadDimension = (typeof leadDimensions)[number];

/** Labels to keep, by dimension; `(none)` stands for leads without one. */
export type LeadFilters = Partial<Record<LeadDimension, readonly string[]>>;

/** What stands for the label of a lead that has none. */
export const noLabel = '(none)';

/** Columns that labels are read from; the owner may be another one at the moment that is looked at. */
export const labelColumns = [
  'channel',
  'campaign',
  'source',
  'medium',
  'first_channel',
  'first_campaign',
  'segment',
];

/** Who is in which team, and which labels are wanted: values of the parameters of the SQL of this file. */
export const labelParams = (
  filters: LeadFilters,
  teams: readonly { name: string; owners: readonly string[] }[],
) => ({
  // one at least: an empty list has no type
  teamOwners: ['', ...teams.flatMap(({ owners }) => owners)],
  teamNames: [noLabel, ...teams.flatMap(({ name, owners }) => owners.map(() => name))],
  ...Object.fromEntries(Object.entries(filters).map(([name, labels]) => [`filter_${name}`, labels])),
});

/** SQL of a label, given a column `owner` and those of `labelColumns`. */
export const labelSql = (dimension: LeadDimension): string =>
  dimension === 'team'
    ? `transform(toString(owner), {teamOwners:Array(String)}, {teamNames:Array(String)}, '${noLabel}')`
    : `if(${dimension} = '', '${noLabel}', toString(${dimension}))`;

/** SQL that is true for leads that pass the filters. */
export const passing = (filters: LeadFilters): string =>
  leadDimensions
    .filter((dimension) => filters[dimension])
    .map((dimension) => `AND has({filter_${dimension}:Array(String)}, ${labelSql(dimension)})`)
    .join(' ');

/**
 * SQL of the newest version of every lead as of a position, of those that are live then. Needs `workspace` and `asOf`.
 * @param columns expressions over the columns of `leads`, beside `lead_id`
 * @param which condition that at least one version of a lead has to fulfil; empty: all leads
 */
export const newestLeads = (columns: readonly string[], which = ''): string =>
  newestVersions(
    'leads',
    'lead_id',
    columns,
    which &&
      `lead_id IN (
      SELECT lead_id FROM leads WHERE workspace = {workspace:String} AND version <= {asOf:UInt64} AND (${which}))`,
  );

/** SQL of an array of moments as epoch milliseconds. */
export const millis = (column: string): string => `arrayMap(t -> toUnixTimestamp64Milli(t), ${column})`;

/** Leads are wide: without the thresholds a report runs on one thread; chains of comparisons cost more to find than they save. */
export const leadSettings = {
  merge_tree_min_rows_for_concurrent_read: 8192,
  merge_tree_min_bytes_for_concurrent_read: 1048576,
  optimize_and_compare_chain: 0,
};
