import { type AttributionParameters, learn, type Model } from '@touchstone/attribution';
import type { CustomersOf, Sharing } from '@touchstone/economics';
import type { LogReader } from '@touchstone/event-log';
import { type ClickHouse, datedMargins } from '@touchstone/facts';
import type { Definitions } from '@touchstone/timeline';
import { DateTime } from 'luxon';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContext, type ReportContexts } from '../attribution/report-context.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { definitionsAt } from '../definitions/definitions-at.js';
import { iso, momentOf } from '../moments.js';
import { badParameters } from '../query.js';
import type { CustomerRequest } from './customer-parameters.js';

/** A question about customers, all of it decided. */
export interface CustomerQuestion {
  customers: CustomersOf;
  sharing: Sharing;
  /** How conversions are shared out, and the window. */
  parameters: AttributionParameters;
  /** In force as of the position. */
  definitions: Definitions;
}

/** Decides what questions about customers leave open, by what was in force at a position. */
export class CustomerQuestions {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly contexts: ReportContexts,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws Fault `invalid_request` for what cannot be answered, `unavailable` for what is not projected yet */
  async decide(workspace: string, request: CustomerRequest): Promise<CustomerQuestion> {
    const { asOf, groupBy, observedUntil, ...credit } = request;
    const context = await this.contexts.at(workspace, asOf);
    const parameters = decide(credit, context);
    refuseInfluenced(parameters.models);
    if (parameters.models.length > 1)
      throw badParameters([{ parameter: 'model', detail: 'is one model; ask once for each' }]);
    const [definitions, until] = await Promise.all([
      definitionsAt(this.log, workspace, context.position),
      this.endOf(context, parameters.from, observedUntil),
    ]);
    const { timeZone } = context;
    return {
      parameters,
      definitions,
      customers: {
        ...{ workspace, asOf: context.position, from: parameters.from, to: parameters.to },
        ...{ observedUntil: until, currency: context.currency, timeZone },
        margins: marginsOf(definitions, timeZone),
      },
      sharing: {
        ...{ groupBy, model: parameters.models[0] as Model, parameters },
        optionsOf: async (conversion) => {
          const { channelWeights } = await learn(
            { ...parameters, conversion },
            learningFrom(this.clickhouse),
          );
          return { ...parameters, channelWeights };
        },
      },
    };
  }

  private async endOf(
    { workspace, position, timeZone }: ReportContext,
    from: number,
    given?: string,
  ): Promise<number> {
    if (given === undefined) {
      const [last] = await this.log.at(workspace, [position]);
      return last?.recordedAt ?? 0;
    }
    const moment = momentOf(given, timeZone)!;
    const problem =
      moment < from
        ? `is before from, allowed is ${iso(from)} or later`
        : moment > this.now() && 'is yet to come';
    if (!problem) return moment;
    throw badParameters([{ parameter: 'observedUntil', detail: `${problem}: ${iso(moment)}` }]);
  }
}

/** Margins from moments on: days begin in the workspace's zone. */
const marginsOf = ({ margin }: Definitions, zone: string): CustomersOf['margins'] =>
  datedMargins(margin).map(({ fromDay, millionths }) => ({
    from: DateTime.fromISO(fromDay, { zone }).toMillis(),
    millionths,
  }));
