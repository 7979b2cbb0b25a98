import { compareTouches, type GroupTouch, type LeadFindings } from '@touchstone/facts';
import type { Definitions, LeadState } from '@touchstone/timeline';
import type { LeadContext } from './lead-context.js';
import { originOf } from './origin.js';
import { intentsOf, scorePointsOf } from './scoring.js';
import { StageCriteria } from './stage-criteria.js';
import { stageVisits } from './stage-visits.js';

/**
 * What definitions make of a lead: its stages, intents and points, when sales touched it, and where it came from. A pure
 * function of the sets it is given: touches may come in any order, repeatedly.
 *
 * @param touches all of the lead's person, whenever they occurred, classified by the definitions
 */
export function leadFactsOf(
  lead: Omit<LeadState, 'changes'>,
  touches: readonly GroupTouch[],
  context: LeadContext,
  definitions: Definitions,
): LeadFindings {
  const { stages, scoring, versions, touchVersion } = definitions;
  const ordered = [...new Map(touches.map((touch) => [touch.position, touch])).values()].sort(compareTouches);
  const scored = ordered.map((touch) => ({ touch, points: scorePointsOf([touch], scoring) }));
  const points = scored.flatMap((one) => one.points);
  const visits = stageVisits(lead, scored, context.deal, new StageCriteria(stages, scoring, lead, context));
  const intents = intentsOf(ordered, scoring);
  return {
    stageName: visits.map(({ stage }) => stage),
    stageAt: visits.map(({ at }) => at),
    stageLeftAt: visits.map(({ leftAt }) => leftAt),
    stageRule: visits.map(({ rule }) => rule),
    stageEvents: visits.map(({ events }) => events),
    salesAt: salesMoments(lead, ordered),
    intentAt: intents.map(({ at }) => at),
    intentRule: intents.map(({ rule }) => rule),
    scoreAt: points.map(({ at }) => at),
    scorePoints: points.map((point) => point.points),
    scoreRule: points.map(({ rule }) => rule),
    scoreEvent: points.map(({ eventId }) => eventId),
    ...originOf(ordered, lead.createdAt),
    rulesVersion: Math.max(versions.stages, versions.scoring, touchVersion),
  };
}

/** Whether leads may stand otherwise under other definitions. */
export function findsOtherwise(before: Definitions, after: Definitions): boolean {
  const version = ({ versions, touchVersion }: Definitions) =>
    Math.max(versions.stages, versions.scoring, touchVersion);
  return version(before) !== version(after);
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
