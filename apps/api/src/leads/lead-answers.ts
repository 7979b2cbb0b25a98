import type { ClickHouse, ClockedLife } from '@touchstone/facts';
import {
  businessHoursOf,
  decayed,
  type JudgedClock,
  judgedClock,
  leadPage,
  leadVersion,
  type LeadVersion,
  type Stage,
} from '@touchstone/funnel';
import { Fault } from '@touchstone/runtime';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import { type LeadContext, type LeadContexts, pageMoment } from './lead-contexts.js';
import { leadLink } from './lead-links.js';
import { filtersIn } from './lead-parameters.js';
import type { LeadAnswer, LeadsAnswer } from './leads-answer.js';
import type { LeadsRequest } from './leads-request.js';

const PlaceSchema = z.object({ score: z.number(), leadId: z.string(), ...pageMoment });
const orNull = (text: string) => text || null;
const isoOrNull = (moment: number | null) => (moment === null || moment === 0 ? null : iso(moment));

/** Answers what is known of leads, and why. */
export class LeadAnswers {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: LeadContexts,
  ) {}

  /** @throws Fault `not_found`, `invalid_request`, `unavailable` */
  async one(
    workspace: string,
    leadId: string,
    request: { asOf?: string | undefined; judgedAt?: string | undefined },
  ): Promise<LeadAnswer> {
    const context = await this.contexts.at(workspace, request);
    const lead = await readingFacts(this.clickhouse, () =>
      leadVersion(this.clickhouse, { workspace, leadId, asOf: context.asOf }),
    );
    if (!lead) throw new Fault('not_found', 'There is no lead of this id in this workspace then.');
    return told(lead, context);
  }

  /** @throws Fault `invalid_request`, `unavailable` */
  async page(workspace: string, { limit, cursor, ...request }: LeadsRequest): Promise<LeadsAnswer> {
    const pages = new PageCursor(PlaceSchema, [workspace, request]);
    const after = pages.decode(cursor);
    const context = await this.contexts.ofPage(workspace, request, after);
    const { asOf, judgedAt, definitions } = context;
    const { scoring, sla } = definitions;
    const rules = scoring.intent.map(({ name }) => name);
    if (request.intent !== undefined && !rules.includes(request.intent))
      throw badParameters([
        { parameter: 'intent', detail: `is no rule in force; there are ${rules.join(', ') || 'none'}` },
      ]);
    if (request.intent === undefined && request.intentWithinHours !== undefined)
      throw badParameters([
        { parameter: 'intentWithinHours', detail: 'is of an intent: name it by intent as well' },
      ]);
    const question = {
      ...{ workspace, asOf, judgedAt, scoring, teams: sla.teams, filters: filtersIn(request, definitions) },
      ...{ stage: request.stage ?? null, intent: request.intent ?? null, minScore: request.minScore ?? null },
      intentWithinHours: request.intentWithinHours ?? sla.highIntentWithinHours,
    };
    const { leads, next } = await readingFacts(this.clickhouse, () =>
      leadPage(this.clickhouse, question, { after, limit }),
    );
    return {
      report: { asOf, judgedAt: iso(judgedAt) },
      leads: leads.map(({ createdAt, intentAt, ...lead }) => ({
        ...lead,
        createdAt: iso(createdAt),
        intentAt: isoOrNull(intentAt),
        links: { lead: leadLink(lead.leadId, asOf) },
      })),
      nextCursor: next && pages.encode({ ...next, asOf, judgedAt }),
    };
  }
}

/** What has come after `judgedAt` is not shown where its moment is known; what the lead is, it is as of `asOf`. */
function told(lead: LeadVersion, context: LeadContext): LeadAnswer {
  const { asOf, judgedAt, definitions } = context;
  const { scoring } = definitions;
  const isKnown = ({ at }: { at: string }) => Date.parse(at) <= judgedAt;
  const leftBy = (moment: number) => (moment <= judgedAt ? isoOrNull(moment) : null);
  const points = pointsOf(lead, judgedAt, scoring.rules);
  return {
    ...{ asOf, judgedAt: iso(judgedAt), leadId: lead.leadId, version: lead.version },
    ...{ createdAt: iso(lead.createdAt), status: lead.status, owner: orNull(lead.owner) },
    ...{ segment: orNull(lead.segment), accountId: orNull(lead.accountId), person: orNull(lead.person) },
    dealId: orNull(lead.dealId),
    origin: {
      ...{ firstChannel: orNull(lead.firstChannel), firstCampaign: orNull(lead.firstCampaign) },
      ...{ channel: orNull(lead.channel), campaign: orNull(lead.campaign) },
      ...{ source: orNull(lead.source), medium: orNull(lead.medium) },
    },
    history: lead.entryStatus
      .map((status, nth) => ({
        ...{ status, at: iso(lead.entryAt[nth]!), position: lead.entryPosition[nth]! },
        ...{ owner: orNull(lead.entryOwner[nth]!), reason: orNull(lead.entryReason[nth]!) },
      }))
      .filter(isKnown),
    stages: lead.stageName
      .map((stage, nth) => ({
        ...{ stage: stage as Stage, at: iso(lead.stageAt[nth]!), leftAt: leftBy(lead.stageLeftAt[nth]!) },
        ...{ rule: lead.stageRule[nth]!, events: lead.stageEvents[nth]! },
      }))
      .filter(isKnown),
    score: { score: rounded(points.reduce((sum, { worth }) => sum + worth, 0)), points },
    intents: lead.intentAt.map((at, nth) => ({ rule: lead.intentRule[nth]!, at: iso(at) })).filter(isKnown),
    salesTouches: lead.salesAt.filter((at) => at <= judgedAt).map(iso),
    lives: livesOf(lead.clocks, context),
  };
}

/** The clocks of lives in which one had started by the moment; what came later is not known. */
function livesOf(
  clocks: readonly ClockedLife[],
  { judgedAt, definitions }: LeadContext,
): LeadAnswer['lives'] {
  const terms = { judgedAt, terms: definitions.sla, hours: businessHoursOf(definitions) };
  const shown = (clock: JudgedClock | null): LeadAnswer['lives'][number]['contact'] =>
    clock && {
      ...clock,
      startedAt: iso(clock.startedAt),
      endedAt: isoOrNull(clock.endedAt),
      dueAt: isoOrNull(clock.dueAt),
    };
  return clocks.flatMap((life) => {
    const contact = judgedClock(life, 'contact', terms);
    const disposition = judgedClock(life, 'disposition', terms);
    if (!contact && !disposition) return [];
    const { assignedAt, touchedAt, dispositionEndedAt } = life;
    const isAssigned = assignedAt !== null && assignedAt <= judgedAt;
    const isTouched = touchedAt !== null && touchedAt <= judgedAt;
    const isDecided = dispositionEndedAt !== null && dispositionEndedAt <= judgedAt;
    return {
      ...{ from: iso(life.lifeAt), owner: orNull(life.owner), isHighIntent: life.isHighIntent },
      outcome: isDecided ? orNull(life.outcome) : null,
      ...{ contact: shown(contact), disposition: shown(disposition) },
      systemDelayMs: isAssigned ? life.systemDelayMs : null,
      humanDelayMs: isAssigned && isTouched ? life.contactMs : null,
    };
  });
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

function pointsOf(
  lead: LeadVersion,
  judgedAt: number,
  rules: readonly { name: string; halfLifeDays?: number | undefined }[],
): LeadAnswer['score']['points'] {
  const halfLives = new Map(rules.map(({ name, halfLifeDays }) => [name, halfLifeDays]));
  return lead.scoreAt.flatMap((at, nth) => {
    const [rule, points] = [lead.scoreRule[nth]!, lead.scorePoints[nth]!];
    if (at > judgedAt) return [];
    const worth = rounded(decayed(points, judgedAt - at, halfLives.get(rule)));
    return [{ rule, at: iso(at), eventId: lead.scoreEvent[nth]!, points, worth }];
  });
}
