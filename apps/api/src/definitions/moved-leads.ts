import { type ClickHouse, FactsLoader, groupsOfLeads, type LeadFindings } from '@touchstone/facts';
import {
  ClockChanges,
  type CreatedLeadsQuestion,
  findingsOfLead,
  leadsCreated,
  StageMoves,
} from '@touchstone/funnel';
import type { Pool } from '@touchstone/runtime';
import { ConversionPortions, type Definitions, type TimelineLoader } from '@touchstone/timeline';
import { leadLink } from '../leads/lead-links.js';
import { iso } from '../moments.js';
import type { MovedClocksAnswer, MovedLeadsAnswer } from './moved-leads-answer.js';

/** Examples of each kind of move that an answer names. */
const exampleLimit = 20;

/** What is compared: two definitions, of the leads of a window, with their clocks as they stand at a moment. */
export interface LeadComparison {
  now: Definitions;
  then: Definitions;
  window: CreatedLeadsQuestion;
  /** Epoch milliseconds. */
  judgedAt: number;
}

/** Says what would become of leads under definitions that are not published, a portion at a time. */
export class MovedLeads {
  private readonly loader: FactsLoader;
  private readonly portions: ConversionPortions;

  /**
   * @param most leads that are looked at; of more, a sample
   * @param portion leads that are in memory at a time
   */
  constructor(
    pool: Pool,
    private readonly clickhouse: ClickHouse,
    private readonly timelines: TimelineLoader,
    private readonly most = 20_000,
    private readonly portion = 2000,
  ) {
    this.loader = new FactsLoader(clickhouse);
    this.portions = new ConversionPortions(pool);
  }

  /** Of the leads created in a window; the definitions classify touches alike. */
  async between(comparison: LeadComparison): Promise<{ leads: MovedLeadsAnswer; clocks: MovedClocksAnswer }> {
    const { window, judgedAt } = comparison;
    const { created, leadIds } = await leadsCreated(this.clickhouse, window, this.most);
    const moves = new StageMoves(exampleLimit);
    const changes = new ClockChanges(judgedAt, exampleLimit);
    for (let first = 0; first < leadIds.length; first += this.portion)
      await this.compare(leadIds.slice(first, first + this.portion), comparison, (leadId, was, would) => {
        moves.add(leadId, was.stageName, would.stageName);
        changes.add(leadId, was.clocks, would.clocks);
      });
    const sample = {
      ...{ created, lookedAt: moves.lookedAt, most: this.most, isSample: created > leadIds.length },
    };
    const links = (leadId: string) => ({ links: { lead: leadLink(leadId, window.asOf) } });
    const linked = ({ leads, examples }: { leads: number; examples: string[] }) => ({
      leads,
      examples: examples.map((leadId) => ({ leadId, ...links(leadId) })),
    });
    return {
      leads: {
        ...{ ...sample, moved: moves.moved },
        stages: moves.stages.map((row) => ({ ...row, gained: linked(row.gained), lost: linked(row.lost) })),
      },
      clocks: {
        ...{ ...sample, judgedAt: iso(judgedAt) },
        clocks: changes.clocks.map((row) => ({
          ...row,
          examples: row.examples.map((one) => ({ ...one, ...links(one.leadId) })),
        })),
      },
    };
  }

  /** Both sides are told of the same state, so that only the definitions make a difference. */
  private async compare(
    leadIds: string[],
    { now, then, window: { workspace, asOf } }: LeadComparison,
    take: (leadId: string, was: LeadFindings, would: LeadFindings) => void,
  ): Promise<void> {
    const state = await this.timelines.open(workspace, asOf);
    const records = await this.portions.named(state, 'lead', leadIds);
    state.review(records, {
      version: asOf,
      cause: { cause: 'rule', eventId: '', position: asOf },
      definitions: now,
      refold: false,
    });
    const touches = await this.loader.touchesFor(workspace, groupsOfLeads(state.subjectOrders), asOf);
    for (const order of state.subjectOrders) {
      const { subject } = order;
      if (subject.kind !== 'lead') continue;
      const under = (definitions: Definitions) => findingsOfLead(subject, { ...order, definitions }, touches);
      take(subject.state.leadId, under(now), under(then));
    }
  }
}
