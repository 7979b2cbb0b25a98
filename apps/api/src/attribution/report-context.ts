import {
  type AttributionContext,
  type AttributionParameters,
  AttributionRequest,
  parametersOf,
} from '@touchstone/attribution';
import type { LogReader } from '@touchstone/event-log';
import { Fault } from '@touchstone/runtime';
import type { AsOf } from '../as-of.js';
import { definitionsAt } from '../definitions/definitions-at.js';
import { publishedDefaults, publishedModels } from '../definitions/published-parameters.js';
import { refuseOtherCurrency } from '../report-currency.js';
import { settingsAt } from '../workspace-settings.js';

/** Before and after every conversion: for answers about all of them. */
const allTime = { from: '1900-01-01T00:00:00Z', to: '2299-12-31T00:00:00Z' };

/** What the questions about credit say, each as far as it has it. */
export type CreditQuestion = {
  [Name in Exclude<keyof AttributionRequest, 'asOf'>]?: AttributionRequest[Name] | undefined;
} & { currency?: string | undefined };

/** What questions are answered within. */
export interface ReportContext extends AttributionContext {
  /** What the workspace has published for what a question leaves open. */
  defaults: CreditQuestion;
}

/** Decides what questions about credit leave open, by what was in force at a position. */
export class ReportContexts {
  constructor(
    private readonly log: LogReader,
    private readonly asOf: AsOf,
  ) {}

  /** The context as of a moment, told as a position or a time; without it, the newest. @throws Fault as `AsOf` does */
  async at(workspace: string, asOf: string | undefined, parameter = 'asOf'): Promise<ReportContext> {
    const position = await this.positionOf(workspace, asOf, parameter);
    const definitions = await definitionsAt(this.log, workspace, position);
    const { currency, timeZone } = definitions.workspace;
    return {
      ...{ workspace, currency, timeZone, position },
      customModels: publishedModels(definitions),
      defaults: publishedDefaults(definitions),
    };
  }

  async positionOf(workspace: string, asOf: string | undefined, parameter = 'asOf'): Promise<number> {
    const { timeZone } = await settingsAt(this.log, workspace);
    return this.asOf.resolve(workspace, asOf, timeZone, parameter);
  }
}

/**
 * Every parameter of a question, decided. Without a window all conversions are meant.
 * @throws Fault `invalid_request` for what cannot be answered
 */
export function decide(
  { currency, ...question }: CreditQuestion,
  context: ReportContext,
): AttributionParameters {
  refuseOtherCurrency(currency, context.currency);
  const platform = AttributionRequest.parse(allTime);
  const given = Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined));
  const decided = parametersOf(
    { ...platform, ...context.defaults, ...given, asOf: context.position },
    context,
  );
  if ('problem' in decided) throw new Fault('invalid_request', decided.problem);
  return decided.parameters;
}
