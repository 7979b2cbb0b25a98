import { type Stage, stages } from './stages.js';

/** Leads that enter a stage on one side only. */
export interface MovedLeads {
  leads: number;
  /** Ids of the first of them. */
  examples: string[];
}

/** Leads that were ever in a stage, under the definitions in force and under others. */
export interface StageMove {
  stage: Stage;
  now: number;
  then: number;
  gained: MovedLeads;
  lost: MovedLeads;
}

/** Counts which stages leads were ever in, whatever the life, under two definitions. */
export class StageMoves {
  /** Leads that were counted. */
  lookedAt = 0;
  /** Those that enter at least one stage on one side only. */
  moved = 0;
  /** Every stage in the funnel's order. */
  readonly stages: readonly StageMove[] = stages.map((stage) => ({
    ...{ stage, now: 0, then: 0 },
    gained: { leads: 0, examples: [] },
    lost: { leads: 0, examples: [] },
  }));

  /** @param exampleLimit ids that are kept of each kind of move */
  constructor(private readonly exampleLimit: number) {}

  /** Takes in a lead with the names of the stages that it was in on both sides. */
  add(leadId: string, now: readonly string[], then: readonly string[]): void {
    this.lookedAt++;
    let isMoved = false;
    for (const row of this.stages) {
      const [was, would] = [now.includes(row.stage), then.includes(row.stage)];
      if (was) row.now++;
      if (would) row.then++;
      if (was === would) continue;
      isMoved = true;
      const moved = would ? row.gained : row.lost;
      if (moved.leads++ < this.exampleLimit) moved.examples.push(leadId);
    }
    if (isMoved) this.moved++;
  }
}
