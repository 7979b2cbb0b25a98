import { DateTime } from 'luxon';
import { filtersOn, noLabel, type Dimension } from './dimensions.js';
import type { JourneyVersion } from './journey-versions.js';
import type { AttributionParameters } from './parameters.js';

type Labelled = Pick<AttributionParameters, 'filters' | 'timeZone'>;

const month = (moment: number, zone: string) => DateTime.fromMillis(moment, { zone }).toFormat('yyyy-MM');
const week = (moment: number, zone: string) => DateTime.fromMillis(moment, { zone }).toFormat("kkkk-'W'WW");

/** Label of each dimension, of a version and one of its touches. */
const labels: Record<Dimension, (version: JourneyVersion, at: number, zone: string) => string | undefined> = {
  channel: ({ touchChannel }, at) => touchChannel[at],
  campaign: ({ touchCampaign }, at) => touchCampaign[at],
  source: ({ touchSource }, at) => touchSource[at],
  medium: ({ touchMedium }, at) => touchMedium[at],
  content: ({ touchContent }, at) => touchContent[at],
  interaction: ({ touchInteraction }, at) => touchInteraction[at],
  touch_month: ({ touchAt }, at, zone) => month(touchAt[at]!, zone),
  touch_week: ({ touchAt }, at, zone) => week(touchAt[at]!, zone),
  segment: ({ segment }) => segment,
  owner: ({ owner }) => owner,
  pipeline: ({ pipeline }) => pipeline,
  month: ({ convertedAt }, _, zone) => month(convertedAt, zone),
  week: ({ convertedAt }, _, zone) => week(convertedAt, zone),
};

/** Label of a conversion, or of its touch at a place, as reports group by it. */
export const labelOf = (dimension: Dimension, version: JourneyVersion, at: number, timeZone: string) =>
  labels[dimension](version, at, timeZone) || noLabel;

const passes = (
  dimensions: readonly Dimension[],
  version: JourneyVersion,
  at: number,
  { filters, timeZone }: Labelled,
) => dimensions.every((dimension) => filters[dimension]!.includes(labelOf(dimension, version, at, timeZone)));

/** Whether the filters on conversions keep a version. */
export const isKept = (version: JourneyVersion, parameters: Labelled) =>
  passes(filtersOn(parameters.filters, 'conversions'), version, -1, parameters);

/** Whether the filters on touches show the touch at a place. */
export const isShown = (version: JourneyVersion, at: number, parameters: Labelled) =>
  passes(filtersOn(parameters.filters, 'touches'), version, at, parameters);

/** Labels of the row that credit of a touch belongs to, in the order of `groupBy`. */
export const groupOf = (
  groupBy: readonly Dimension[],
  version: JourneyVersion,
  at: number,
  timeZone: string,
): string[] => groupBy.map((dimension) => labelOf(dimension, version, at, timeZone));
