import type { ClickHouse } from '@touchstone/facts';
import {
  type FunnelFigures,
  type FunnelQuestion,
  funnelReport,
  funnelVisits,
  type LeadDimension,
  visitorDimensions,
} from '@touchstone/funnel';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { type LeadContext, type LeadContexts, pageMoment, windowOf } from '../leads/lead-contexts.js';
import { leadLink, linkBehind } from '../leads/lead-links.js';
import { filtersIn } from '../leads/lead-parameters.js';
import { leadReportOf } from '../leads/lead-report.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import type { FunnelAnswer, FunnelLeadsAnswer } from './funnel-answer.js';
import type { FunnelLeadsRequest, FunnelRequest } from './funnel-request.js';

const PlaceSchema = z.object({ at: z.int(), leadId: z.string(), ...pageMoment });

/** Answers how leads go through the funnel, and which. */
export class FunnelReports {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: LeadContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unavailable` */
  async report(workspace: string, request: FunnelRequest): Promise<FunnelAnswer> {
    const context = await this.contexts.at(workspace, request);
    const question = knowingVisitors(questionOf(request, context));
    return readingFacts(this.clickhouse, async () => {
      const { totals, rows } = await funnelReport(this.clickhouse, question);
      return {
        report: {
          ...leadReportOf(question, context),
          basis: question.basis,
          groupBy: [...question.groupBy],
          stagesPosition: context.definitions.versions.stages,
        },
        totals: linked(totals, question, {}),
        rows: rows.map(({ labels, ...figures }) => ({ ...labels, ...linked(figures, question, labels) })),
      };
    });
  }

  /** @throws Fault `invalid_request`, `unavailable` */
  async leads(
    workspace: string,
    { limit, cursor, ...request }: FunnelLeadsRequest,
  ): Promise<FunnelLeadsAnswer> {
    const pages = new PageCursor(PlaceSchema, [workspace, request]);
    const after = pages.decode(cursor);
    const context = await this.contexts.ofPage(workspace, request, after);
    const question = questionOf(request, context);
    const choice = { stage: request.stage, fate: request.fate ?? null };
    const { visits, next } = await readingFacts(this.clickhouse, () =>
      funnelVisits(this.clickhouse, question, choice, { after, limit }),
    );
    const { asOf, judgedAt } = context;
    return {
      report: { ...leadReportOf(question, context), basis: question.basis },
      leads: visits.map(({ at, leftAt, ...visit }) => ({
        ...visit,
        at: iso(at),
        leftAt: leftAt === null ? null : iso(leftAt),
        links: { lead: leadLink(visit.leadId, asOf) },
      })),
      nextCursor: next && pages.encode({ ...next, asOf, judgedAt }),
    };
  }
}

function questionOf(
  request: Pick<FunnelRequest, 'from' | 'to' | 'basis'> & Partial<FunnelRequest>,
  { workspace, asOf, judgedAt, definitions }: LeadContext,
): FunnelQuestion {
  return {
    ...{ workspace, asOf, judgedAt, basis: request.basis },
    ...windowOf(request, definitions.workspace.timeZone),
    groupBy: request.groupBy ?? [],
    filters: filtersIn(request, definitions),
    teams: definitions.sla.teams,
    visitors: request.visitors ?? false,
  };
}

/** @throws Fault `invalid_request` where visitors are asked for by what nobody knows of them */
function knowingVisitors(question: FunnelQuestion): FunnelQuestion {
  const unknown = [...question.groupBy, ...(Object.keys(question.filters) as LeadDimension[])].filter(
    (dimension) => !(visitorDimensions as readonly LeadDimension[]).includes(dimension),
  );
  if (!question.visitors || unknown.length === 0) return question;
  const detail = `visitors are known by their first touch: leave out ${unknown.join(', ')}, or take ${visitorDimensions.join(', ')}`;
  throw badParameters([{ parameter: 'visitors', detail }]);
}

function linked(
  { stages, leak }: FunnelFigures,
  question: FunnelQuestion,
  labels: Partial<Record<LeadDimension, string>>,
): FunnelAnswer['totals'] {
  const link = (stage: string) => ({
    links: {
      leads:
        stage === 'visitor'
          ? null
          : linkBehind('/v1/funnel/leads', question, labels, { basis: question.basis, stage }),
    },
  });
  return { stages: stages.map((one) => ({ ...one, ...link(one.stage) })), leak };
}
