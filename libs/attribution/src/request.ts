import { flag, InstantOrDaySchema, oneOf } from '@touchstone/contracts';
import { conversionKinds } from '@touchstone/timeline';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { CustomModelSchema, type CustomModel } from './custom-model.js';
import { dimensions } from './dimensions.js';
import { filters, filtersOf } from './filter-parameters.js';
import { items } from './list-items.js';
import {
  reportModels,
  scopes,
  touchScopes,
  valueFunctions,
  values,
  type AttributionParameters,
  type ReportModel,
} from './parameters.js';

const listOf = <const T extends readonly [string, ...string[]]>(allowed: T) =>
  items.pipe(z.array(oneOf(allowed)));

const isReportModel = (name: string): name is ReportModel =>
  name === 'custom' || name.startsWith('custom:') || (reportModels as readonly string[]).includes(name);
const modelNames = [...reportModels, 'custom', 'custom:<name>'];
const modelItems = items.pipe(
  z.array(
    z.custom<ReportModel>((name) => isReportModel(String(name)), `allowed are ${modelNames.join(', ')}`),
  ),
);

const customModel = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(CustomModelSchema)
  .optional()
  .meta({
    description:
      'The model `custom`, as JSON: weights of first, lead, opp, last and middle, and multipliers by interaction; numbers from 0 to 100 with at most 6 decimals.',
    examples: ['{"roles":{"first":0.3,"last":0.5,"middle":0.2},"interactions":{"demo":2}}'],
  });

/** Digits with a point at most: what `Number` takes besides (0x10, 1e3, blanks) is nobody's number of days. */
const plainNumber = /^\s*-?\d+(\.\d+)?\s*$/;
const days = (name: string) =>
  z.preprocess(
    (given) => (typeof given === 'string' && !plainNumber.test(given) ? Number.NaN : given),
    z.coerce
      .number(`${name} is a number of days`)
      .positive(`${name} is above 0`)
      .max(36_500, `${name} is at most 36500`),
  );

const shape = {
  model: modelItems.prefault('linear').meta({
    description: `One or more of ${modelNames.join(', ')}; repeated or with commas. \`custom:<name>\` is a published one.`,
    examples: ['first,linear'],
  }),
  groupBy: listOf(dimensions)
    .prefault('channel')
    .meta({
      description: `One or more of ${dimensions.join(', ')}. Months and weeks (ISO 8601) are those of the workspace’s zone; \`touch_\` means the touch, without it is meant the conversion.`,
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
  countViews: flag.meta({ description: 'Whether sent mails, opens and impressions get credit.' }),
  halfLifeDays: days('halfLifeDays').default(7).meta({ description: 'Half-life of time_decay.' }),
  valueFunction: oneOf(valueFunctions).default('revenue').meta({
    description:
      'What shapley shares out: the value of conversions, or the rate at which journeys convert, of at most 15 channels.',
  }),
  customModel,
  value: oneOf(values)
    .default('latest')
    .meta({ description: 'The amount as known at asOf, or at conversion.' }),
  asOf: z.coerce
    .number()
    .int('asOf is a log position')
    .min(0, 'asOf is a log position')
    .optional()
    .meta({ description: 'Log position to answer as of; the newest projected one if left out.' }),
  details: flag.meta({
    description: 'Whether to show what learned shares came from: matrix, counts, removal effects, values.',
  }),
  ...filters,
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
  /** Published custom models by name. */
  customModels?: ReadonlyMap<string, CustomModel>;
}

const instant = (text: string, zone: string) => DateTime.fromISO(text, { zone }).toMillis();

/** Decides everything the request leaves open; a returned `problem` says what cannot be answered. */
export function parametersOf(
  request: AttributionRequest,
  context: AttributionContext,
): { parameters: AttributionParameters } | { problem: string } {
  const { model, from, to, lookbackDays, customModel: given, asOf = context.position, ...rest } = request;
  const window = { from: instant(from, context.timeZone), to: instant(to, context.timeZone) };
  if (window.to <= window.from) return { problem: emptyWindow(from, to, window) };
  if (asOf > context.position)
    return { problem: `asOf ${asOf} is in the future: the newest position is ${context.position}` };
  const custom = customModelsOf(model, given, context.customModels ?? new Map<string, CustomModel>());
  if ('problem' in custom) return custom;
  const { workspace, currency, timeZone } = context;
  const { groupBy, conversion, scope, touchScope, countViews, halfLifeDays, valueFunction, value, details } =
    rest;
  return {
    parameters: {
      ...{ groupBy, conversion, scope, touchScope, countViews, halfLifeDays, valueFunction, value, details },
      ...window,
      ...custom,
      workspace,
      currency,
      timeZone,
      asOf,
      models: model,
      filters: filtersOf(rest),
      lookbackDays: lookbackDays === 'none' ? null : lookbackDays,
    },
  };
}

/** The custom models that are asked for: the one given, and published ones. */
function customModelsOf(
  asked: readonly ReportModel[],
  given: CustomModel | undefined,
  published: ReadonlyMap<string, CustomModel>,
): { customModels: ReadonlyMap<string, CustomModel> } | { problem: string } {
  if (given && !asked.includes('custom'))
    return { problem: 'customModel is given, but model does not name custom' };
  const customModels = new Map<string, CustomModel>();
  for (const model of asked) {
    if (model === 'custom') {
      if (!given) return { problem: 'model custom needs customModel, as JSON' };
      customModels.set(model, given);
    } else if (model.startsWith('custom:')) {
      const name = model.slice('custom:'.length);
      const found = published.get(name);
      const known = [...published.keys()].sort().join(', ') || 'none';
      if (!found) return { problem: `no custom model ${name} is published; published are: ${known}` };
      customModels.set(model, found);
    }
  }
  return { customModels };
}

function emptyWindow(from: string, to: string, window: { from: number; to: number }): string {
  if (window.to < window.from) return `the window ends (${to}) before it starts (${from})`;
  return `the window from ${from} to ${to} is empty: its end is out, so give a later one`;
}
