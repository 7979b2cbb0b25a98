import { InstantOrDaySchema } from '@touchstone/contracts';
import { conversionKinds } from '@touchstone/timeline';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { models } from './models.js';
import { dimensions, scopes, touchScopes, values, type AttributionParameters } from './parameters.js';

const listed = (allowed: readonly string[]) => ({ error: () => `allowed are ${allowed.join(', ')}` });
const oneOf = <const T extends readonly [string, ...string[]]>(allowed: T) =>
  z.enum(allowed, listed(allowed));

/** A list as query strings carry it: repeated, or with commas, or both; each value once. */
const listOf = <const T extends readonly [string, ...string[]]>(allowed: T) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [
      ...new Set([given].flat().flatMap((text) => text.split(',').map((item) => item.trim()))),
    ])
    .pipe(z.array(oneOf(allowed)));

const days = (name: string) =>
  z.coerce
    .number(`${name} is a number of days`)
    .positive(`${name} is above 0`)
    .max(36_500, `${name} is at most 36500`);

const shape = {
  model: listOf(models)
    .prefault('linear')
    .meta({
      description: `One or more of ${models.join(', ')}; repeated or with commas.`,
      examples: ['first,linear'],
    }),
  groupBy: listOf(dimensions)
    .prefault('channel')
    .meta({
      description: `One or more of ${dimensions.join(', ')}. \`month\` is the month of conversion in the workspace’s zone.`,
      examples: ['channel,month'],
    }),
  from: InstantOrDaySchema.meta({
    description: 'Start of the window of conversions, in. A bare day begins in the workspace’s zone.',
    examples: ['2026-01-01'],
  }),
  to: InstantOrDaySchema.meta({ description: 'End of the window, out.', examples: ['2026-04-01'] }),
  conversion: oneOf(conversionKinds)
    .default('deal.won')
    .meta({ description: 'What counts as a conversion.' }),
  lookbackDays: z
    .union([z.literal('none'), days('lookbackDays')], { error: () => 'a number of days above 0, or none' })
    .default(90)
    .meta({ description: 'Touches at most that many days of 24 h before the conversion; `none`: all.' }),
  scope: oneOf(scopes).default('account').meta({
    description: 'Whose touches: all of the account’s people, the deal’s contacts, the primary contact.',
  }),
  touchScope: oneOf(touchScopes)
    .default('marketing')
    .meta({ description: 'Which side’s touches get credit.' }),
  countViews: oneOf(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'Whether sent mails, opens and impressions get credit.' }),
  halfLifeDays: days('halfLifeDays').default(7).meta({ description: 'Half-life of time_decay.' }),
  value: oneOf(values)
    .default('latest')
    .meta({ description: 'The amount as known at asOf, or at conversion.' }),
  asOf: z.coerce
    .number()
    .int('asOf is a log position')
    .min(0, 'asOf is a log position')
    .optional()
    .meta({ description: 'Log position to answer as of; the newest projected one if left out.' }),
};

/** Parameters of `GET /v1/attribution` as a query string gives them. Unknown ones are refused, naming the known. */
export const AttributionRequest = z
  .strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown parameter ${issue.keys.join(', ')}: allowed are ${Object.keys(shape).join(', ')}`
        : undefined,
  })
  .meta({ description: 'Parameters of an attribution report.' });
export type AttributionRequest = z.output<typeof AttributionRequest>;

/** What a request is answered within. */
export interface AttributionContext {
  workspace: string;
  currency: string;
  timeZone: string;
  /** Position of the facts: the newest answer there is. */
  position: number;
}

const instant = (text: string, zone: string) => DateTime.fromISO(text, { zone }).toMillis();

/** Decides everything the request leaves open; a returned `problem` says what cannot be answered. */
export function parametersOf(
  request: AttributionRequest,
  context: AttributionContext,
): { parameters: AttributionParameters } | { problem: string } {
  const { model, from, to, lookbackDays, asOf = context.position, ...rest } = request;
  const window = { from: instant(from, context.timeZone), to: instant(to, context.timeZone) };
  if (window.to <= window.from) return { problem: `the window ends (${to}) before it starts (${from})` };
  if (asOf > context.position)
    return { problem: `asOf ${asOf} is in the future: the newest position is ${context.position}` };
  const { workspace, currency, timeZone } = context;
  return {
    parameters: {
      ...rest,
      ...window,
      workspace,
      currency,
      timeZone,
      asOf,
      models: model,
      lookbackDays: lookbackDays === 'none' ? null : lookbackDays,
    },
  };
}
