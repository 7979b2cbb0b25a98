import {
  type AttributionParameters,
  contributionsOf,
  learnedModels,
  windowVersions,
} from '@touchstone/attribution';
import { type ClickHouse, FactsLoader, journeyOf } from '@touchstone/facts';
import { Fault, type Pool } from '@touchstone/runtime';
import {
  ConversionPortions,
  type Definitions,
  type TimelineLoader,
  valuesOtherwise,
} from '@touchstone/timeline';
import { CreditSums } from './credit-sums.js';

/** A day may end that much earlier or later in another time zone. */
const zoneMs = 27 * 3_600_000;

/** Credit of a report under definitions that are not published: its journeys are built anew, a portion at a time. */
export class RebuiltCredit {
  private readonly loader: FactsLoader;
  private readonly portions: ConversionPortions;

  constructor(
    pool: Pool,
    private readonly clickhouse: ClickHouse,
    private readonly timelines: TimelineLoader,
    private readonly portion = 1000,
  ) {
    this.loader = new FactsLoader(clickhouse);
    this.portions = new ConversionPortions(pool);
  }

  /** @throws Fault `unprocessable` for models that learn: they would need the journeys of everybody first. */
  async under(
    definitions: Definitions,
    inForce: Definitions,
    parameters: AttributionParameters,
  ): Promise<CreditSums> {
    const { workspace, from, to, conversion, asOf } = parameters;
    if (learnedModels(parameters).length > 0)
      throw new Fault(
        'unprocessable',
        'markov, and shapley by conversion_rate, learn from all journeys: they cannot be tried on rules that classify touches.',
      );
    const refold = valuesOtherwise(inForce, definitions);
    const around = refold ? { ...parameters, from: from - zoneMs, to: to + zoneMs } : parameters;
    const sums = new CreditSums();
    const cause = { cause: 'rule', eventId: '', position: asOf } as const;
    for await (const versions of windowVersions(this.clickhouse, around, this.portion)) {
      const state = await this.timelines.open(workspace, asOf);
      state.definitions = definitions;
      const stored = new Map(versions.map((version) => [version.conversionId, version]));
      const records = await this.portions.named(state, conversion, [...stored.keys()]);
      if (refold) await this.portions.loadStreams(state, records, asOf);
      const orders = state.review(records, { version: asOf, cause, definitions, refold });
      const touches = await this.loader.touchesFor(workspace, orders, asOf);
      for (const order of orders) {
        const journey = journeyOf(order, touches);
        const version = stored.get(order.record.id);
        if (!journey || !version || journey.convertedAt < from || journey.convertedAt >= to) continue;
        sums.add(
          contributionsOf({ ...version, ...journey }, parameters, { ...parameters, channelWeights: {} }),
        );
      }
    }
    return sums;
  }
}
