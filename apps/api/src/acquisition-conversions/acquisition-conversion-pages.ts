import { wholesOf } from '@touchstone/attribution';
import { acquisitionDimensions, acquisitionList, type ListedConversion } from '@touchstone/economics';
import type { ClickHouse } from '@touchstone/facts';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { shareLink } from '../attribution/row-links.js';
import { rowLabelsIn } from '../attribution/row-parameters.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { customerFactsOf } from '../customers/customer-facts-fields.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import type { AcquisitionConversionsAnswer } from './acquisition-conversions-answer.js';
import type { AcquisitionConversionsRequest } from './acquisition-conversions-request.js';

/** A page begins behind this, in the answer of this position. */
const PlaceSchema = z.object({
  ...{ convertedAt: z.int(), kind: z.string(), conversionId: z.string(), asOf: z.int() },
});

/** Tells what counts of acquisition cost are made of. */
export class AcquisitionConversionPages {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unprocessable`, `unavailable` */
  async page(
    workspace: string,
    { limit, cursor, ...request }: AcquisitionConversionsRequest,
  ): Promise<AcquisitionConversionsAnswer> {
    const { asOf, count, unattributed, ...rest } = request;
    const labels = rowLabelsIn(acquisitionDimensions, rest);
    if (unattributed && (labels.channel !== undefined || labels.campaign !== undefined))
      throw badParameters([
        { parameter: 'unattributed', detail: 'is of no row with a channel or a campaign' },
      ]);
    const pages = new PageCursor(PlaceSchema, [workspace, request]);
    const after = pages.decode(cursor);
    // the pages of one answer are of one position, whatever came since
    const context = await this.contexts.at(workspace, asOf ?? after?.asOf.toString());
    const parameters = decide({ ...rest, groupBy: [] }, context);
    refuseInfluenced(parameters.models);
    const models = parameters.models.filter((one) => one !== 'influenced');
    const [model, ...others] = models;
    if (model === undefined || others.length > 0)
      throw badParameters([{ parameter: 'model', detail: 'is one model: a row is of one' }]);
    const { conversions, next } = await readingFacts(this.clickhouse, () =>
      acquisitionList(
        this.clickhouse,
        { parameters: { ...parameters, models } },
        { count, model, labels, isAttributed: !unattributed },
        learningFrom(this.clickhouse),
        { after, limit },
      ),
    );
    const { conversion: _, value: __, currency: ___, ...used } = usedParameters(parameters);
    const report = {
      ...{ ...used, from: iso(parameters.from), to: iso(parameters.to) },
      asOf: context.position,
    };
    return {
      report,
      row: { count, labels, unattributed },
      conversions: conversions.map((one) => told(one, report, model)),
      nextCursor: next && pages.encode({ ...next, asOf: context.position }),
    };
  }
}

function told(
  { kind, conversionId, convertedAt, parts, accountId, facts }: ListedConversion,
  report: AcquisitionConversionsAnswer['report'],
  model: Parameters<typeof shareLink>[1],
): AcquisitionConversionsAnswer['conversions'][number] {
  return {
    ...{ conversion: kind, conversionId, convertedAt: iso(convertedAt), share: wholesOf(parts), accountId },
    ...customerFactsOf(facts),
    links: { credit: shareLink(report, model, { conversion: kind, conversionId }) },
  };
}
