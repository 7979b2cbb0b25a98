import { compareTouches, entryColumns, type GroupTouch, type LeadFindings } from '@touchstone/facts';
import type { Definitions, LeadState } from '@touchstone/timeline';
import { businessHoursOf } from './business-hours.js';
import { clocksOf, decisionsOf } from './lead-clocks.js';
import type { LeadContext } from './lead-context.js';
import { originOf } from './origin.js';
import { intentsOf, scorePointsOf } from './scoring.js';
import { StageCriteria } from './stage-criteria.js';
import { stageVisits } from './stage-visits.js';

/**
 * What definitions make of a lead: its stages, intents and points, when sales touched it, where it came from, and its
 * clocks. A pure function of the sets it is given: touches may come in any order, repeatedly.
 *
 * @param touches all of the lead's person, whenever they occurred, classified by the definitions
 */
export function leadFactsOf(
  lead: Omit<LeadState, 'changes'>,
  touches: readonly GroupTouch[],
  context: LeadContext,
  definitions: Definitions,
): LeadFindings {
  const { stages, scoring, sla, versions, touchVersion } = definitions;
  const ordered = [...new Map(touches.map((touch) => [touch.position, touch])).values()].sort(compareTouches);
  const scored = ordered.map((touch) => ({ touch, points: scorePointsOf([touch], scoring) }));
  const points = scored.flatMap((one) => one.points);
  const visits = stageVisits(lead, scored, context.deal, new StageCriteria(stages, scoring, lead, context));
  const intents = intentsOf(ordered, scoring);
  const found = {
    stageName: visits.map(({ stage }) => stage),
    stageAt: visits.map(({ at }) => at),
    salesAt: salesMoments(lead, ordered),
    intentAt: intents.map(({ at }) => at),
  };
  const clocked = { createdAt: lead.createdAt, ...entryColumns(lead), ...found };
  return {
    ...found,
    stageLeftAt: visits.map(({ leftAt }) => leftAt),
    stageRule: visits.map(({ rule }) => rule),
    stageEvents: visits.map(({ events }) => events),
    intentRule: intents.map(({ rule }) => rule),
    scoreAt: points.map(({ at }) => at),
    scorePoints: points.map((point) => point.points),
    scoreRule: points.map(({ rule }) => rule),
    scoreEvent: points.map(({ eventId }) => eventId),
    ...originOf(ordered, lead.createdAt),
    clocks: clocksOf(clocked, { terms: sla, hours: businessHoursOf(definitions) }),
    decisions: decisionsOf(clocked),
    rulesVersion: Math.max(versions.stages, versions.scoring, versions.sla, touchVersion),
  };
}

/** When sales touched the person from the lead's creation on, mails that were only sent included; each moment once. */
function salesMoments(
  { createdAt, contactedAt }: Pick<LeadState, 'createdAt' | 'contactedAt'>,
  touches: readonly GroupTouch[],
): number[] {
  const sales = touches.filter(({ side }) => side === 'sales').map(({ occurredAt }) => occurredAt);
  const moments = new Set([...contactedAt, ...sales].filter((at) => at >= createdAt));
  return [...moments].sort((a, b) => a - b);
}
