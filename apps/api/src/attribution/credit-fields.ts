import { AttributionAnswerSchema, type Dimension, dimensions, reasons } from '@touchstone/attribution';
import { InstantSchema } from '@touchstone/contracts';
import { z } from 'zod';

const { report } = AttributionAnswerSchema.shape;

/** Fields that several answers about credit have. */
export const minor = (description: string) =>
  z
    .string()
    .regex(/^-?\d+$/)
    .meta({ description, examples: ['1250000'] });

/** Labels of a row; those of `groupBy` are there. */
export const labels = Object.fromEntries(
  dimensions.map((dimension) => [dimension, z.string().optional()]),
) as Record<Dimension, z.ZodOptional<z.ZodString>>;

export const reason = z.enum(reasons).meta({ description: 'Why it is unattributed.' });
export const shares = z.number().meta({ description: 'Sum of shares of conversions; fractional.' });
export const instant = InstantSchema;
export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Cursor of the next page; null at the end.' });

/** `usedParameters`. */
export const used = {
  models: report.shape.models,
  conversion: report.shape.conversion,
  lookbackDays: report.shape.lookbackDays,
  scope: report.shape.scope,
  touchScope: report.shape.touchScope,
  countViews: report.shape.countViews,
  halfLifeDays: report.shape.halfLifeDays,
  valueFunction: report.shape.valueFunction,
  customModels: report.shape.customModels,
  value: report.shape.value,
  currency: report.shape.currency,
  timeZone: report.shape.timeZone,
};

/** Values of `used` in examples. */
export const usedExample = {
  models: ['linear'],
  conversion: 'deal.won',
  lookbackDays: 90,
  scope: 'account',
  touchScope: 'marketing',
  countViews: false,
  halfLifeDays: 7,
  valueFunction: 'revenue',
  customModels: {},
  value: 'latest',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
};
