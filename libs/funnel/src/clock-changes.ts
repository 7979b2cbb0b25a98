import type { ClockedLife } from '@touchstone/facts';
import { type ClockName, clockNames, clockOf, type ClockState, clockStates, stateOf } from './clock-state.js';

/** A lead of which a clock stands otherwise; null: there is no such clock. */
export interface ChangedClock {
  leadId: string;
  now: ClockState | null;
  then: ClockState | null;
}

/** How the clocks of leads stand, under the definitions in force and under others. */
export interface ClockChange {
  clock: ClockName;
  states: { state: ClockState; now: number; then: number }[];
  /** Clocks whose state differs, those that are on one side only among them. */
  changed: number;
  /** The first of them. */
  examples: ChangedClock[];
}

/** Counts how clocks of all lives of leads stand at a moment, under two definitions. */
export class ClockChanges {
  readonly clocks: readonly ClockChange[] = clockNames.map((clock) => ({
    clock,
    states: clockStates.map((state) => ({ state, now: 0, then: 0 })),
    changed: 0,
    examples: [],
  }));

  /** @param exampleLimit clocks that are kept as examples, of each kind */
  constructor(
    private readonly judgedAt: number,
    private readonly exampleLimit: number,
  ) {}

  /** Takes in a lead with its lives on both sides. */
  add(leadId: string, now: readonly ClockedLife[], then: readonly ClockedLife[]): void {
    const lives = new Set([...now, ...then].map(({ lifeAt }) => lifeAt));
    for (const lifeAt of lives) {
      const of = (side: readonly ClockedLife[]) => side.find((life) => life.lifeAt === lifeAt);
      const [was, would] = [of(now), of(then)];
      for (const row of this.clocks) this.count(row, leadId, this.state(was, row), this.state(would, row));
    }
  }

  private state(life: ClockedLife | undefined, { clock }: ClockChange): ClockState | null {
    return life ? stateOf(clockOf(life, clock), this.judgedAt) : null;
  }

  private count(row: ClockChange, leadId: string, now: ClockState | null, then: ClockState | null): void {
    for (const one of row.states) {
      if (one.state === now) one.now++;
      if (one.state === then) one.then++;
    }
    if (now === then) return;
    row.changed++;
    if (row.examples.length < this.exampleLimit) row.examples.push({ leadId, now, then });
  }
}
