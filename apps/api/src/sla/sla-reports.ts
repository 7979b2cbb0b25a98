import type { ClickHouse } from '@touchstone/facts';
import {
  businessHoursOf,
  type LeadDimension,
  type SlaChoice,
  type SlaFigures,
  type SlaLead,
  slaLeads,
  type SlaQuestion,
  slaReport,
} from '@touchstone/funnel';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { type LeadContext, type LeadContexts, pageMoment, windowOf } from '../leads/lead-contexts.js';
import { linkBehind } from '../leads/lead-links.js';
import { filtersIn } from '../leads/lead-parameters.js';
import { leadReportOf } from '../leads/lead-report.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import type { RejectedCosts } from './rejected-costs.js';
import type { SlaAnswer, SlaLeadsAnswer } from './sla-answer.js';
import { isOutcome, type SlaLeadsRequest, type SlaRequest } from './sla-request.js';

const PlaceSchema = z.object({ at: z.int(), leadId: z.string(), state: z.string(), ...pageMoment });

/** Answers how the service-level agreement was kept, and by which leads. */
export class SlaReports {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: LeadContexts,
    private readonly rejectedCosts: RejectedCosts,
  ) {}

  /** @throws Fault `invalid_request`, `unavailable` */
  async report(workspace: string, request: SlaRequest): Promise<SlaAnswer> {
    const context = await this.contexts.at(workspace, request);
    return readingFacts(this.clickhouse, async () => {
      const question = questionOf(request, context);
      const { terms } = question;
      const [{ totals, rows }, rejectedCost] = await Promise.all([
        slaReport(this.clickhouse, question),
        this.rejectedCosts.of(question, context),
      ]);
      return {
        report: {
          ...leadReportOf(question, context),
          groupBy: [...question.groupBy],
          terms: {
            position: context.definitions.versions.sla,
            timeZone: zoneOf(context),
            contactHours: terms.contactHours,
            highIntentContactHours: terms.highIntentContactHours,
            highIntentWithinHours: terms.highIntentWithinHours,
            dispositionHours: terms.dispositionHours,
          },
        },
        totals: linked(totals, question, {}),
        rows: rows.map((row) => ({
          ...row.labels,
          ...linked(row, question, row.labels),
          rejectedCost: rejectedCost(row),
        })),
      };
    });
  }

  /** @throws Fault `invalid_request`, `unavailable` */
  async leads(workspace: string, { limit, cursor, ...request }: SlaLeadsRequest): Promise<SlaLeadsAnswer> {
    const pages = new PageCursor(PlaceSchema, [workspace, request]);
    const after = pages.decode(cursor);
    const choice = choiceOf(request);
    const context = await this.contexts.ofPage(workspace, request, after);
    return readingFacts(this.clickhouse, async () => {
      const question = { ...questionOf(request, context), hours: businessHoursOf(context.definitions) };
      const { leads, next } = await slaLeads(this.clickhouse, question, choice, { after, limit });
      return {
        report: leadReportOf(question, context),
        leads: leads.map(told),
        nextCursor: next && pages.encode({ ...next, asOf: context.asOf, judgedAt: context.judgedAt }),
      };
    });
  }
}

function questionOf(
  request: Pick<SlaRequest, 'from' | 'to'> & Partial<SlaRequest>,
  { definitions, workspace, asOf, judgedAt }: LeadContext,
): SlaQuestion {
  return {
    ...{ workspace, asOf, judgedAt, ...windowOf(request, definitions.workspace.timeZone) },
    ...{ groupBy: request.groupBy ?? [], filters: filtersIn(request, definitions), terms: definitions.sla },
  };
}

const zoneOf = ({ definitions }: LeadContext) => definitions.sla.timeZone ?? definitions.workspace.timeZone;

function choiceOf({ clock, state, reason }: Omit<SlaLeadsRequest, 'limit'>): SlaChoice {
  const bad = (parameter: string, detail: string) => badParameters([{ parameter, detail }]);
  if (clock === 'decision') {
    if (state !== undefined && !isOutcome(state))
      throw bad('state', 'of decisions is accepted, rejected or disqualified');
    return { clock, outcome: state ?? null, reason: reason ?? null };
  }
  if (reason !== undefined) throw bad('reason', 'is of decisions only: clock=decision');
  if (isOutcome(state)) throw bad('state', `${state} is of decisions only: clock=decision`);
  return { clock, state: state ?? null };
}

const told = ({ at, endedAt, dueAt, ...lead }: SlaLead): SlaLeadsAnswer['leads'][number] => ({
  ...lead,
  at: iso(at),
  endedAt: endedAt === null ? null : iso(endedAt),
  dueAt: dueAt === null ? null : iso(dueAt),
});

/** The figures of a row, each with a link to its leads. */
function linked(
  figures: SlaFigures,
  question: SlaQuestion,
  labels: Partial<Record<LeadDimension, string>>,
): SlaAnswer['totals'] {
  const link = (which: Record<string, string>) => ({
    links: { leads: linkBehind('/v1/sla/leads', question, labels, which) },
  });
  return {
    contact: { ...figures.contact, ...link({ clock: 'contact' }) },
    disposition: { ...figures.disposition, ...link({ clock: 'disposition' }) },
    systemDelay: figures.systemDelay,
    humanDelay: figures.humanDelay,
    decisions: { ...figures.decisions, ...link({ clock: 'decision' }) },
    reasons: figures.reasons.map((one) => ({
      ...one,
      ...link({ clock: 'decision', state: one.outcome, reason: one.reason }),
    })),
  };
}
