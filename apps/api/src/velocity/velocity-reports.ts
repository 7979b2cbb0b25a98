import type { ClickHouse } from '@touchstone/facts';
import {
  dealChoices,
  type DealDimension,
  dealDimensions,
  type SourcedFigures,
  velocityDeals,
  type VelocityFigures,
  type VelocityQuestion,
  type VelocityRow,
  velocityRows,
} from '@touchstone/funnel';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { type LeadContext, type LeadContexts, pageMoment, windowOf } from '../leads/lead-contexts.js';
import { linkBehind } from '../leads/lead-links.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { refuseOtherCurrency } from '../report-currency.js';
import type { VelocityAnswer, VelocityDealsAnswer } from './velocity-answer.js';
import type { VelocityDealsRequest, VelocityRequest } from './velocity-request.js';

const PlaceSchema = z.object({ createdAt: z.int(), dealId: z.string(), ...pageMoment });
const scopeBits = { contacts: 1, primary: 2, account: 4 } as const;

interface Asked {
  question: VelocityQuestion;
  report: VelocityDealsAnswer['report'];
}

/** Answers how fast the pipeline earns, and by which deals. */
export class VelocityReports {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: LeadContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unavailable` */
  async report(workspace: string, request: VelocityRequest): Promise<VelocityAnswer> {
    const { question, report } = askedOf(request, await this.contexts.at(workspace, request));
    return readingFacts(this.clickhouse, async () => {
      const [totals, rows] = await Promise.all([
        velocityRows(this.clickhouse, { ...question, groupBy: [] }),
        question.groupBy.length === 0 ? [] : velocityRows(this.clickhouse, question),
      ]);
      const [{ labels: _, ...all }] = totals as [VelocityRow];
      return {
        report: { ...report, groupBy: [...question.groupBy] },
        totals: told(all, question, {}),
        rows: rows.map(({ labels, ...figures }) => ({ ...labels, ...told(figures, question, labels) })),
      };
    });
  }

  /** @throws Fault `invalid_request`, `unavailable` */
  async deals(
    workspace: string,
    { limit, cursor, ...request }: VelocityDealsRequest,
  ): Promise<VelocityDealsAnswer> {
    const pages = new PageCursor(PlaceSchema, [workspace, request]);
    const after = pages.decode(cursor);
    const context = await this.contexts.ofPage(workspace, request, after);
    const { question, report } = askedOf(request, context);
    const { deals, next } = await readingFacts(this.clickhouse, () =>
      velocityDeals(this.clickhouse, question, request.deals, { after, limit }),
    );
    const { asOf, judgedAt } = context;
    return {
      report,
      deals: deals.map((deal) => ({
        ...deal,
        createdAt: iso(deal.createdAt),
        closedAt: deal.closedAt === null ? null : iso(deal.closedAt),
        activeAt: iso(deal.activeAt),
        valueMinor: deal.valueMinor === null ? null : deal.valueMinor.toString(),
      })),
      nextCursor: next && pages.encode({ ...next, asOf, judgedAt }),
    };
  }
}

function askedOf(
  request: Pick<VelocityRequest, 'from' | 'to'> & Partial<VelocityRequest>,
  { workspace, asOf, judgedAt, definitions }: LeadContext,
): Asked {
  const { currency, timeZone } = definitions.workspace;
  refuseOtherCurrency(request.currency, currency);
  const { attribution } = definitions;
  const lookback = request.lookbackDays ?? attribution.lookbackDays ?? 90;
  const lookbackDays = lookback === 'none' ? null : lookback;
  const scope = request.scope ?? attribution.scope ?? 'account';
  const window = windowOf(request, timeZone);
  const filters = Object.fromEntries(
    dealDimensions.flatMap((name) => (request[name] ? [[name, request[name]]] : [])),
  );
  return {
    question: {
      ...{ workspace, asOf, judgedAt, currency, lookbackDays, filters, ...window },
      scopeBit: scopeBits[scope],
      groupBy: request.groupBy ?? [],
    },
    report: {
      ...{ from: iso(window.from), to: iso(window.to), asOf, judgedAt: iso(judgedAt) },
      ...{ timeZone, currency, lookbackDays, scope, filters },
    },
  };
}

function told(
  figures: VelocityFigures,
  question: VelocityQuestion,
  labels: Partial<Record<DealDimension, string>>,
): VelocityAnswer['totals'] {
  const { wonMinor, averageDealMinor, perDayMinor, openMinor, stalledMinor, pipeline, revenue, ...counts } =
    figures;
  return {
    ...counts,
    ...{
      wonMinor: wonMinor.toString(),
      openMinor: openMinor.toString(),
      stalledMinor: stalledMinor.toString(),
    },
    averageDealMinor: averageDealMinor?.toString() ?? null,
    perDayMinor: perDayMinor?.toString() ?? null,
    marketing: { pipeline: sourcedTold(pipeline), revenue: sourcedTold(revenue) },
    links: Object.fromEntries(
      dealChoices.map((deals) => [deals, linkBehind('/v1/velocity/deals', question, labels, { deals })]),
    ) as VelocityAnswer['totals']['links'],
  };
}

const sourcedTold = (figures: SourcedFigures) => ({
  ...figures,
  valueMinor: figures.valueMinor.toString(),
  sourcedMinor: figures.sourcedMinor.toString(),
  influencedMinor: figures.influencedMinor.toString(),
});
