import { type LeadDimension, leadDimensions, type LeadFilters } from '@touchstone/funnel';
import { z } from 'zod';
import { instant } from '../attribution/credit-fields.js';
import { iso } from '../moments.js';
import type { LeadContext } from './lead-contexts.js';

/** Labels of a row of leads. */
export const leadLabels = Object.fromEntries(
  leadDimensions.map((name) => [name, z.string().optional()]),
) as Record<(typeof leadDimensions)[number], z.ZodOptional<z.ZodString>>;

/** What every answer about leads says of itself. */
export const leadReport = {
  from: instant,
  to: instant,
  asOf: z.int().meta({ description: 'Log position as of which this is true.' }),
  judgedAt: instant,
  timeZone: z.string(),
  filters: z.partialRecord(z.enum(leadDimensions), z.array(z.string())),
};

/** The same, of an answer. */
export const leadReportOf = (
  { from, to, filters }: { from: number; to: number; filters: LeadFilters },
  { asOf, judgedAt, definitions }: LeadContext,
) => ({
  ...{ from: iso(from), to: iso(to), asOf, judgedAt: iso(judgedAt) },
  timeZone: definitions.workspace.timeZone,
  filters: filters as Partial<Record<LeadDimension, string[]>>,
});
