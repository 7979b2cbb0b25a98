import { type AttributionParameters, attributionReport, noPaths } from '@touchstone/attribution';
import { contentUses } from '@touchstone/economics';
import type { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { compareText } from '@touchstone/timeline';
import { readingFacts } from '../attribution/facts-reading.js';
import { decide, type ReportContexts } from '../attribution/report-context.js';
import { definitionsAt } from '../definitions/definitions-at.js';
import { iso } from '../moments.js';
import type { ContentAnswer } from './content-answer.js';
import type { ContentRequest } from './content-request.js';

type Row = ContentAnswer['rows'][number];
const none = { influencedMinor: '0', deals: 0 };

/** Tells what content is used, and what it had a part in. */
export class ContentReports {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unavailable` */
  async answer(workspace: string, request: ContentRequest): Promise<ContentAnswer> {
    const { asOf, show, ...question } = request;
    const context = await this.contexts.at(workspace, asOf);
    const parameters = decide({ ...question, model: ['influenced'], groupBy: ['content'] }, context);
    const definitions = await definitionsAt(this.log, workspace, context.position);
    const { from, to } = parameters;
    const [uses, pipeline, revenue] = await readingFacts(this.clickhouse, () =>
      Promise.all([
        contentUses(this.clickhouse, { workspace, asOf: context.position, from, to }, definitions),
        this.influence({ ...parameters, conversion: 'deal.created' }),
        this.influence({ ...parameters, conversion: 'deal.won' }),
      ]),
    );
    const rows = uses.map(
      ({ contentId, touches, views, salesUses, firstSeenAt, lastSeenAt, lastSalesUseAt }): Row => ({
        ...{ contentId, touches, views, salesUses },
        pipeline: pipeline.get(contentId) ?? none,
        revenue: revenue.get(contentId) ?? none,
        isUnused: touches + views + salesUses === 0,
        isUnusedBySales: salesUses === 0,
        ...{ firstSeenAt: iso(firstSeenAt), lastSeenAt: iso(lastSeenAt) },
        lastSalesUseAt: lastSalesUseAt === null ? null : iso(lastSalesUseAt),
      }),
    );
    const { lookbackDays, scope, touchScope, countViews, value, currency, timeZone } = parameters;
    return {
      report: {
        ...{ from: iso(from), to: iso(to), show, lookbackDays, scope, touchScope, countViews, value },
        ...{ currency, timeZone, asOf: context.position },
      },
      rows: rows.filter((row) => isShown(row, show)).sort(mostInfluence),
      totals: {
        contents: rows.length,
        unused: rows.filter(({ isUnused }) => isUnused).length,
        unusedBySales: rows.filter(({ isUnusedBySales }) => isUnusedBySales).length,
      },
    };
  }

  /** What content had a part in, by its id. */
  private async influence(parameters: AttributionParameters): Promise<Map<string, Row['pipeline']>> {
    const { influenced } = await attributionReport(this.clickhouse, parameters, noPaths);
    return new Map(
      (influenced?.rows ?? []).map(({ content = '', influencedMinor, conversions }) => [
        content,
        { influencedMinor, deals: conversions },
      ]),
    );
  }
}

const isShown = (row: Row, show: ContentRequest['show']) =>
  show === 'all' || (show === 'unused' ? row.isUnused : row.isUnusedBySales);

const mostInfluence = (a: Row, b: Row) =>
  Number(BigInt(b.pipeline.influencedMinor) - BigInt(a.pipeline.influencedMinor)) ||
  b.touches - a.touches ||
  compareText(a.contentId, b.contentId);
