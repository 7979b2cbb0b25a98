import { AttributionRequest } from '@touchstone/attribution';
import { InstantOrDaySchema, oneOf } from '@touchstone/contracts';
import { groupings } from '@touchstone/economics';
import { z } from 'zod';
import { asOf, publishables, sharing, window } from '../attribution/shared-parameters.js';
import { reportCurrency } from '../report-currency.js';

/** A number within bounds, in plain decimal digits: what `Number` takes besides (0x10, 1e3) is refused. */
export const plainNumber = (from: number, to: number, kind: 'number' | 'whole number' = 'number') => {
  const problem = `is a ${kind} from ${from} to ${to}`;
  const pattern = kind === 'number' ? /^\d+(\.\d+)?$/ : /^\d+$/;
  return z.preprocess(
    (given) => (typeof given === 'string' && !pattern.test(given) ? Number.NaN : given),
    z.coerce.number(problem).min(from, problem).max(to, problem),
  );
};

/** What every question about customers takes. */
export const customerParameters = {
  from: window.from.meta({
    description:
      'Start of the window that customers came in, in: with their first won deal or first paid subscription. A bare day begins in the workspace’s zone.',
    examples: ['2026-01-01'],
  }),
  to: window.to,
  model: sharing.model.meta({
    description: `One model that shares customers out over touches. ${AttributionRequest.shape.model.meta()?.description ?? ''}`,
    examples: ['linear'],
  }),
  groupBy: oneOf(groupings)
    .default('channel')
    .meta({
      description: `One of ${groupings.join(', ')}. Those of touches share a customer out over the journey of what he came with; owner, segment and pipeline are those of it.`,
      examples: ['channel'],
    }),
  ...publishables,
  countViews: sharing.countViews,
  valueFunction: sharing.valueFunction,
  customModel: sharing.customModel,
  observedUntil: InstantOrDaySchema.optional().meta({
    description:
      'End of what is observed of customers, out, not before `from`: what was won, paid or lost from then on is not known. Left out: when the last event as of the position was recorded.',
    examples: ['2026-07-01'],
  }),
  ...reportCurrency,
  ...asOf,
};

export type CustomerRequest = z.output<z.ZodObject<typeof customerParameters>>;
