import type { LeadEntry, LeadState } from '@touchstone/timeline';
import type { BehaviourTouch } from './behaviour.js';
import type { LeadDeal } from './lead-context.js';
import type { ScorePoint } from './scoring.js';
import { asksForStatus, type Ground, type StageCriteria } from './stage-criteria.js';
import { qualifiedStages, rankOf, type Stage } from './stages.js';

/** One stay in a stage. Times are epoch milliseconds. */
export interface StageVisit {
  stage: Stage;
  at: number;
  /** 0: it is still in. */
  leftAt: number;
  /** Name of the criterion, or `created`, `reopened`, `deal`, `deal-won`. */
  rule: string;
  /** Ids of the events that put it there, earliest first. */
  events: string[];
}

type Step = { at: number } & (
  | { creation: string }
  | { status: LeadEntry }
  | { touch: BehaviourTouch; points: readonly ScorePoint[] }
  | { deal: 'created' | 'won' | 'lost'; events: string[] }
);

const isOver = ({ status }: LeadEntry) => status === 'rejected' || status === 'disqualified';

/**
 * The stages that a lead was in. It goes forward wherever a criterion of a later stage holds, back where the CRM puts it
 * into a status that an earlier stage asks for, and out when it is rejected or disqualified, or its deal is lost; what
 * comes after that is a new life, which begins as a lead. From the opportunity on its deal alone decides.
 */
export function stageVisits(
  lead: Omit<LeadState, 'changes'>,
  touches: readonly { touch: BehaviourTouch; points: readonly ScorePoint[] }[],
  deal: LeadDeal | null,
  criteria: StageCriteria,
): StageVisit[] {
  const path = new Path();
  for (const step of stepsOf(lead, touches, deal)) {
    if ('creation' in step) path.enter('lead', step.at, 'created', [step.creation]);
    else if ('touch' in step) criteria.touch(step.touch, step.points);
    else if ('status' in step) takeStatus(step.status, step.at, path, criteria);
    else takeDeal(step, path);
    if (!('deal' in step)) goForward(path, step.at, criteria);
  }
  return path.visits;
}

class Path {
  readonly visits: StageVisit[] = [];

  /** Stage that it is in now; null: it is out. */
  get now(): Stage | null {
    const last = this.visits.at(-1);
    return last && last.leftAt === 0 ? last.stage : null;
  }

  get isDeal(): boolean {
    return this.now === 'opportunity' || this.now === 'customer';
  }

  enter(stage: Stage, at: number, rule: string, events: string[]): void {
    this.leave(at);
    this.visits.push({ stage, at, leftAt: 0, rule, events });
  }

  enterBy(stage: Stage, at: number, { criterion, events }: Ground): void {
    this.enter(stage, at, criterion.name, events);
  }

  leave(at: number): void {
    const last = this.visits.at(-1);
    if (last?.leftAt === 0) last.leftAt = at;
  }
}

function takeStatus(entry: LeadEntry, at: number, path: Path, criteria: StageCriteria): void {
  const isFirst = !criteria.hasStatus;
  if (path.isDeal) return criteria.enter(entry);
  if (isOver(entry)) {
    path.leave(at);
    return criteria.enter(entry);
  }
  if (path.now === null || (entry.status === 'new' && !isFirst)) {
    criteria.beginAnew();
    criteria.enter(entry);
    return path.enter('lead', at, 'reopened', [entry.eventId]);
  }
  criteria.enter(entry);
  for (const stage of qualifiedStages.toReversed()) {
    const ground = criteria.groundFor(stage, at);
    if (!ground || !asksForStatus(ground.criterion, entry.status)) continue;
    if (rankOf(stage) < rankOf(path.now)) path.enterBy(stage, at, ground);
    return;
  }
}

function takeDeal({ deal, at, events }: { deal: string; at: number; events: string[] }, path: Path): void {
  if (deal === 'created' && path.now !== null && !path.isDeal) path.enter('opportunity', at, 'deal', events);
  if (deal === 'won' && path.now === 'opportunity') path.enter('customer', at, 'deal-won', events);
  if (deal === 'lost' && path.now === 'opportunity') path.leave(at);
}

function goForward(path: Path, at: number, criteria: StageCriteria): void {
  for (const stage of qualifiedStages) {
    if (path.now === null || rankOf(stage) <= rankOf(path.now)) continue;
    const ground = criteria.groundFor(stage, at);
    if (ground) path.enterBy(stage, at, ground);
  }
}

/** All that moves a lead, by moment; at one moment touches come first, the deal last. */
function stepsOf(
  lead: Omit<LeadState, 'changes'>,
  touches: readonly { touch: BehaviourTouch; points: readonly ScorePoint[] }[],
  deal: LeadDeal | null,
): Step[] {
  const { createdAt, createdEventId, entries, dealId } = lead;
  const statuses = entries.filter(({ isStatus }) => isStatus);
  const steps: Step[] = touches.map(({ touch, points }) => ({ at: touch.occurredAt, touch, points }));
  const first = steps.findIndex(({ at }) => at > createdAt);
  steps.splice(first < 0 ? steps.length : first, 0, { at: createdAt, creation: createdEventId });
  for (const status of statuses) steps.push({ at: Math.max(status.enteredAt, createdAt), status });
  if (deal) {
    // a CRM may write the deal before it says that the lead was converted
    const converted = statuses.find(({ status }) => status === 'converted');
    const named = deal.dealId === dealId && converted ? converted.enteredAt : createdAt;
    const at = Math.max(deal.createdAt, createdAt, named);
    const told = (eventId: string) => (eventId === '' ? [] : [eventId]);
    steps.push({ at, deal: 'created', events: told(deal.createdEventId) });
    if (deal.wonAt !== null)
      steps.push({ at: Math.max(deal.wonAt, at), deal: 'won', events: told(deal.closedEventId) });
    if (deal.lostAt !== null)
      steps.push({ at: Math.max(deal.lostAt, at), deal: 'lost', events: told(deal.closedEventId) });
  }
  return steps.sort((a, b) => a.at - b.at); // stable
}
