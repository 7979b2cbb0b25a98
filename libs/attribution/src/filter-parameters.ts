import { z } from 'zod';
import { dimensions, isTouchDimension, noLabel, type Dimension, type Filters } from './dimensions.js';
import { items } from './list-items.js';

const monthLabel = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month is YYYY-MM');
const weekLabel = z
  .string()
  .regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/, 'a week is that of ISO 8601, YYYY-Www');
const labelOf: Partial<Record<Dimension, z.ZodType<string, string>>> = {
  month: monthLabel,
  touch_month: monthLabel,
  week: weekLabel,
  touch_week: weekLabel,
};

/** What labels of a dimension look like. */
export const labelSchema = (dimension: Dimension): z.ZodType<string, string> =>
  labelOf[dimension] ?? z.string();

const filterTexts: Record<Dimension, string> = {
  channel: 'Rows of these channels only.',
  campaign: 'Rows of these campaigns only.',
  source: 'Rows of these sources only.',
  medium: 'Rows of these media only.',
  content: 'Rows of these contents only.',
  interaction: 'Rows of these interactions only.',
  touch_month: 'Rows of touches in these months only, YYYY-MM.',
  touch_week: 'Rows of touches in these ISO weeks only, YYYY-Www.',
  segment: 'Conversions of accounts of these segments only.',
  owner: 'Conversions of these owners only.',
  pipeline: 'Conversions of these pipelines only.',
  month: 'Conversions of these months only, YYYY-MM.',
  week: 'Conversions of these ISO weeks only, YYYY-Www.',
};
const filterNote = (dimension: Dimension) =>
  isTouchDimension(dimension)
    ? 'Credit stays that of whole journeys, and totals stay whole.'
    : 'The CRM’s total is that of these conversions.';
const filter = (dimension: Dimension) =>
  items
    .pipe(z.array(labelSchema(dimension)))
    .optional()
    .meta({
      description: `${filterTexts[dimension]} ${filterNote(dimension)} Repeated or with commas; \`${noLabel}\`: those without.`,
    });

/** The filters of a request, one a dimension. */
export const filters = Object.fromEntries(
  dimensions.map((dimension) => [dimension, filter(dimension)]),
) as Record<Dimension, ReturnType<typeof filter>>;

/** The filters that a request names. */
export const filtersOf = (request: Partial<Record<Dimension, string[] | undefined>>): Filters =>
  Object.fromEntries(
    dimensions.flatMap((dimension) => {
      const labels = request[dimension];
      return labels ? [[dimension, labels]] : [];
    }),
  );
