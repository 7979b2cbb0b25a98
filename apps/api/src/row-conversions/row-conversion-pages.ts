import {
  dimensions,
  learn,
  type ReportModel,
  rowConversions,
  type RowConversion,
  shownParameters,
  valueOf,
} from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { creditLink } from '../attribution/row-links.js';
import { rowLabelsIn } from '../attribution/row-parameters.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import type { RowAnswer } from './row-answer.js';
import type { RowRequest } from './row-request.js';

/** A page begins behind this, in the answer of this position. */
const PlaceSchema = z.object({ convertedAt: z.int(), conversionId: z.string(), asOf: z.int() });

/** Tells the conversions behind a row of a report. */
export class RowConversionPages {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unprocessable`, `unavailable` */
  async page(workspace: string, { limit, cursor, ...request }: RowRequest): Promise<RowAnswer> {
    const { asOf, reason, ...rest } = request;
    const labels = rowLabelsIn(dimensions, rest);
    const [model, ...others] = request.model;
    if (model === undefined || others.length > 0)
      throw badParameters([{ parameter: 'model', detail: 'is one model: a row is of one' }]);
    if (reason && (model === 'influenced' || Object.keys(labels).length > 0))
      throw badParameters([
        { parameter: 'reason', detail: 'is of a model that sums, and of no row with labels' },
      ]);
    const pages = new PageCursor(PlaceSchema, [workspace, request]);
    const after = pages.decode(cursor);
    // the pages of one answer are of one position, whatever came since
    const context = await this.contexts.at(workspace, asOf ?? after?.asOf.toString());
    const parameters = decide({ ...rest, groupBy: [] }, context);
    const { conversions, next } = await readingFacts(this.clickhouse, async () => {
      const { channelWeights } = await learn(parameters, learningFrom(this.clickhouse));
      const options = { ...parameters, channelWeights };
      const row = { labels, reason: reason ?? null };
      return rowConversions(this.clickhouse, row, parameters, options, { after, limit });
    });
    const { groupBy: _, ...report } = shownParameters(parameters);
    return {
      report,
      row: { labels, reason: reason ?? null },
      conversions: conversions.map((one) => told(one, model, report)),
      nextCursor: next && pages.encode({ ...next, asOf: context.position }),
    };
  }
}

function told(
  { version, creditMinor, conversions }: RowConversion,
  model: ReportModel,
  report: RowAnswer['report'],
): RowAnswer['conversions'][number] {
  const { conversionId, currency, owner, pipeline, accountId } = version;
  const { conversion, value } = report;
  const rules = {
    conversion,
    currency: report.currency,
    value: value === 'count' ? ('latest' as const) : value,
  };
  return {
    conversionId,
    convertedAt: iso(version.convertedAt),
    creditMinor: creditMinor.toString(),
    conversions,
    amountMinor: version.amountMinor.toString(),
    currency,
    valueMinor: valueOf(version, rules)?.toString() ?? null,
    ...{ owner, pipeline, accountId },
    version: version.version,
    // `influenced` shares nothing out: its touches are told by an even split
    links: { credit: creditLink(report, model === 'influenced' ? 'linear' : model, conversionId) },
  };
}
