import { learn, reportedConversions, reportedMatrix, wholesOf } from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import type { DarkFunnelAnswer } from './dark-funnel-answer.js';
import type { DarkFunnelRequest } from './dark-funnel-request.js';

/** A page begins behind this, in the answer of this position. */
const PlaceSchema = z.object({ convertedAt: z.int(), conversionId: z.string(), asOf: z.int() });

/** Holds what people say brought them against what was tracked. */
export class DarkFunnels {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unprocessable`, `unavailable` */
  async answer(workspace: string, request: DarkFunnelRequest): Promise<DarkFunnelAnswer> {
    const { asOf, limit, cursor, ...question } = request;
    const pages = new PageCursor(PlaceSchema, [workspace, asOf, question]);
    const after = pages.decode(cursor);
    const context = await this.contexts.at(workspace, asOf ?? after?.asOf.toString());
    const decided = decide({ ...question, groupBy: [] }, context);
    refuseInfluenced(decided.models);
    const parameters = { ...decided, models: decided.models.filter((model) => model !== 'influenced') };
    const [matrix, page] = await readingFacts(this.clickhouse, async () => {
      const { channelWeights } = await learn(parameters, learningFrom(this.clickhouse));
      const options = { ...parameters, channelWeights };
      const model = parameters.models[0]!;
      return Promise.all([
        reportedMatrix(this.clickhouse, parameters, options),
        reportedConversions(this.clickhouse, parameters, options, { model, after, limit }),
      ]);
    });
    const last = page.conversions.at(-1);
    return {
      report: {
        ...usedParameters(parameters),
        ...{ from: iso(parameters.from), to: iso(parameters.to), asOf: context.position },
      },
      matrix: matrix.cells.map(({ parts, ...cell }) => ({ ...cell, deals: wholesOf(parts) })),
      reported: matrix.sources.map(({ reported, conversions, valueMinor }) => ({
        ...{ reported, deals: conversions, valueMinor: valueMinor.toString() },
      })),
      deals: page.conversions.map(({ convertedAt, valueMinor, tracked, ...deal }) => ({
        ...deal,
        convertedAt: iso(convertedAt),
        valueMinor: valueMinor?.toString() ?? null,
        tracked: tracked.map(({ channel, parts }) => ({ channel, share: wholesOf(parts) })),
      })),
      nextCursor:
        last && page.hasMore
          ? pages.encode({
              ...{ convertedAt: last.convertedAt, conversionId: last.conversionId },
              asOf: context.position,
            })
          : null,
    };
  }
}
