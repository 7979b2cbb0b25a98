/** What is known of a touch: its column, and that of `touch_at` for the calendar. */
const touchLabels = {
  channel: 'touch_channel',
  campaign: 'touch_campaign',
  source: 'touch_source',
  medium: 'touch_medium',
  content: 'touch_content',
  interaction: 'touch_interaction',
} as const;

const monthFormat = '%Y-%m';
/** ISO 8601: the year that the week belongs to, and its number. */
const weekFormat = '%G-W%V';

const touchPeriod = (format: string) =>
  `arrayMap(t -> formatDateTime(fromUnixTimestamp64Milli(t, 'UTC'), '${format}', {timeZone:String}), touch_ms)`;

/** Arrays, one label a touch. */
const ofTouches = {
  ...touchLabels,
  touch_month: touchPeriod(monthFormat),
  touch_week: touchPeriod(weekFormat),
} as const;

/** One label a conversion. */
const ofConversions = {
  segment: 'segment',
  owner: 'owner',
  pipeline: 'pipeline',
  month: `formatDateTime(converted_at, '${monthFormat}', {timeZone:String})`,
  week: `formatDateTime(converted_at, '${weekFormat}', {timeZone:String})`,
} as const;

export const touchDimensions = [
  'channel',
  'campaign',
  'source',
  'medium',
  'content',
  'interaction',
  'touch_month',
  'touch_week',
] as const satisfies (keyof typeof ofTouches)[];
export const conversionDimensions = [
  'segment',
  'owner',
  'pipeline',
  'month',
  'week',
] as const satisfies (keyof typeof ofConversions)[];

/** What credit is grouped by and filtered on. */
export const dimensions = [...touchDimensions, ...conversionDimensions] as const;
export type Dimension = (typeof dimensions)[number];
export type TouchDimension = (typeof touchDimensions)[number];
export type ConversionDimension = (typeof conversionDimensions)[number];

/** Those that are periods of time, in whose order rows come. */
export const periods: readonly Dimension[] = ['month', 'week', 'touch_month', 'touch_week'];

/** Labels to keep, by dimension; `(none)` stands for touches or conversions without one. */
export type Filters = Partial<Record<Dimension, readonly string[]>>;

/** What stands for the label of a touch or conversion that has none. */
export const noLabel = '(none)';

export const isTouchDimension = (dimension: Dimension): dimension is TouchDimension =>
  (touchDimensions as readonly string[]).includes(dimension);

/** SQL of a dimension: an array with a label a touch, or one label of the conversion. */
export const dimensionSql = (dimension: Dimension): string =>
  isTouchDimension(dimension) ? ofTouches[dimension] : ofConversions[dimension];

/** Column of `journeys` that a dimension lies in; none for periods, which are made from moments. */
export function columnOf(dimension: Dimension): string | undefined {
  if (periods.includes(dimension)) return undefined;
  return dimensionSql(dimension);
}

/** SQL that is true for labels that pass the filter of a dimension. */
export const passes = (dimension: Dimension, label: string) =>
  `has({filter_${dimension}:Array(String)}, ${label})`;

/** Parameters of `passes`. */
export const filterParams = (filters: Filters) =>
  Object.fromEntries(
    Object.entries(filters).map(([dimension, labels]) => [
      `filter_${dimension}`,
      labels.map((label) => (label === noLabel ? '' : label)),
    ]),
  );

/** The filters on touches, or those on conversions. */
export const filtersOn = (filters: Filters, what: 'touches' | 'conversions'): Dimension[] =>
  dimensions.filter(
    (dimension) => filters[dimension] && isTouchDimension(dimension) === (what === 'touches'),
  );
