import {
  type Behaviour,
  meetsText,
  type Scoring,
  type StageCondition,
  type StageCriterion,
  type Stages,
} from '@touchstone/contracts';
import type { LeadEntry, LeadState } from '@touchstone/timeline';
import { type BehaviourTouch, hourMs, isMet } from './behaviour.js';
import type { LeadContext } from './lead-context.js';
import { RunningScore, type ScorePoint } from './scoring.js';
import { type QualifiedStage, qualifiedStages } from './stages.js';

/** A criterion that holds, and the events that make it hold. */
export interface Ground {
  criterion: StageCriterion;
  /** Ids, earliest first. */
  events: string[];
}

interface Seen {
  at: number;
  eventId: string;
}

/** So many events at most are named for a score: the newest that earned points. */
const scoreEvents = 100;

/**
 * What holds of a lead at the moment it stands at. Its life is told step by step: touches, statuses, and where a new life
 * begins, from which on only what happens in it counts.
 */
export class StageCriteria {
  private readonly behaviours: Map<Behaviour, Seen[]>;
  private readonly score: RunningScore;
  private earned: Seen[] = [];
  private status: LeadEntry | null = null;
  private readonly texts: (name: string) => string | null;

  constructor(
    private readonly stages: Stages,
    scoring: Scoring,
    lead: Pick<LeadState, 'attributes'>,
    private readonly context: LeadContext,
  ) {
    this.behaviours = new Map(behavioursOf(stages).map((meant) => [meant, []]));
    this.score = new RunningScore(scoring);
    this.texts = (name) =>
      textOf(valueOf(lead.attributes, name)) ?? textOf(valueOf(context.accountAttributes, name));
  }

  touch(touch: BehaviourTouch, points: readonly ScorePoint[]): void {
    const { occurredAt: at, eventId } = touch;
    for (const [meant, seen] of this.behaviours) if (isMet(touch, meant)) seen.push({ at, eventId });
    for (const point of points) this.score.add(point);
    if (points.length > 0) this.earned.push({ at, eventId });
  }

  /** False until it was told of the first. */
  get hasStatus(): boolean {
    return this.status !== null;
  }

  enter(status: LeadEntry): void {
    this.status = status;
  }

  beginAnew(): void {
    for (const seen of this.behaviours.values()) seen.length = 0;
    this.score.clear();
    this.earned = [];
    this.status = null;
  }

  /** The first criterion of a stage that holds at a moment; null: none does. */
  groundFor(stage: QualifiedStage, moment: number): Ground | null {
    for (const criterion of this.stages[stage]) {
      const grounds = criterion.all.map((condition) => this.eventsFor(condition, moment));
      if (grounds.includes(null)) continue;
      const events = new Map((grounds as Seen[][]).flat().map((one) => [one.eventId, one]));
      return {
        criterion,
        events: [...events.values()].sort((a, b) => a.at - b.at).map(({ eventId }) => eventId),
      };
    }
    return null;
  }

  /** The events by which a condition holds; null where it does not. */
  private eventsFor(condition: StageCondition, moment: number): Seen[] | null {
    const { status, behaviour, segment, attribute, scoreAtLeast } = condition;
    if (status) {
      if (!this.status || !status.includes(this.status.status)) return null;
      return [{ at: this.status.enteredAt, eventId: this.status.eventId }];
    }
    if (behaviour) {
      const newest = this.behaviours.get(behaviour.touches)!.slice(-behaviour.atLeast);
      const since = moment - behaviour.withinHours * hourMs;
      return newest.length === behaviour.atLeast && newest[0]!.at >= since ? newest : null;
    }
    if (segment) return meetsText(this.context.segment.toLowerCase(), segment) ? [] : null;
    if (attribute) {
      const text = this.texts(attribute.name);
      return text !== null && meetsText(text, attribute.is) ? [] : null;
    }
    return this.score.at(moment) >= scoreAtLeast! ? this.earned.slice(-scoreEvents) : null;
  }
}

/** Whether a criterion asks for a status. */
export const asksForStatus = ({ all }: StageCriterion, status: LeadEntry['status']): boolean =>
  all.some((condition) => condition.status?.includes(status));

const behavioursOf = (stages: Stages): Behaviour[] =>
  qualifiedStages.flatMap((stage) =>
    stages[stage].flatMap(({ all }) => all.flatMap(({ behaviour }) => behaviour?.touches ?? [])),
  );

const valueOf = (attributes: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

const textOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).toLowerCase()
    : null;
