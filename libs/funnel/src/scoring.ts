import type { Scoring } from '@touchstone/contracts';
import { type BehaviourTouch, dayMs, hourMs, isMet } from './behaviour.js';

/** Points that one touch earned by one rule. */
export interface ScorePoint {
  /** Epoch milliseconds. */
  at: number;
  points: number;
  rule: string;
  eventId: string;
}

/** A moment at which a behaviour was seen often enough. */
export interface Intent {
  /** Epoch milliseconds. */
  at: number;
  rule: string;
}

/** What the touches of a person, in journey order, earn by each rule. */
export function scorePointsOf(touches: readonly BehaviourTouch[], { rules }: Scoring): ScorePoint[] {
  return touches.flatMap((touch) =>
    rules
      .filter((rule) => isMet(touch, rule.touches))
      .map(({ name, points }) => ({ at: touch.occurredAt, points, rule: name, eventId: touch.eventId })),
  );
}

/** What points earned at a moment count for some time later; without a half-life they stay. */
export const decayed = (points: number, ageMs: number, halfLifeDays: number | undefined): number =>
  halfLifeDays === undefined ? points : points * 2 ** (-ageMs / (halfLifeDays * dayMs));

/** Sum of decayed points, moment after moment. */
export class RunningScore {
  private readonly sums = new Map<number | undefined, { at: number; sum: number }>();
  private readonly halfLives: Map<string, number | undefined>;

  constructor({ rules }: Scoring) {
    this.halfLives = new Map(rules.map(({ name, halfLifeDays }) => [name, halfLifeDays]));
  }

  /** Points are to come by moment. */
  add({ at, points, rule }: ScorePoint): void {
    const halfLife = this.halfLives.get(rule);
    const before = this.sums.get(halfLife);
    const sum = before ? decayed(before.sum, at - before.at, halfLife) : 0;
    this.sums.set(halfLife, { at, sum: sum + points });
  }

  /** The score at a moment, which is not before the newest points. */
  at(moment: number): number {
    let score = 0;
    for (const [halfLife, { at, sum }] of this.sums) score += decayed(sum, moment - at, halfLife);
    return score;
  }

  /** Begins anew. */
  clear(): void {
    this.sums.clear();
  }
}

/**
 * When each intent rule fired, of touches in journey order, by moment: as soon as its behaviour was seen often enough
 * within the window, both ends in. What made it fire is used up: the next time it is counted anew.
 */
export function intentsOf(touches: readonly BehaviourTouch[], { intent }: Scoring): Intent[] {
  const fired = intent.flatMap(({ name, touches: meant, atLeast, withinHours }) => {
    let recent: number[] = [];
    const moments: Intent[] = [];
    for (const touch of touches) {
      if (!isMet(touch, meant)) continue;
      recent = recent.filter((at) => touch.occurredAt - at <= withinHours * hourMs);
      recent.push(touch.occurredAt);
      if (recent.length < atLeast) continue;
      moments.push({ at: touch.occurredAt, rule: name });
      recent = [];
    }
    return moments;
  });
  return fired.sort((a, b) => a.at - b.at); // stable: rules of one moment stay in their order
}
