import { type ClickHouse, FactsLoader, groupsOfLeads } from '@touchstone/facts';
import { type CreatedLeadsQuestion, findingsOfLead, leadsCreated, StageMoves } from '@touchstone/funnel';
import type { Pool } from '@touchstone/runtime';
import { ConversionPortions, type Definitions, type TimelineLoader } from '@touchstone/timeline';
import { leadLink } from '../leads/lead-links.js';
import type { MovedLeadsAnswer } from './preview-answer.js';

/** Examples of each kind of move that an answer names. */
const exampleLimit = 20;

/** Says which leads would go through other stages under definitions that are not published, a portion at a time. */
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

  /** Of the leads created in a window; the definitions classify touches alike, and differ in stages or scoring. */
  async between(
    now: Definitions,
    then: Definitions,
    window: CreatedLeadsQuestion,
  ): Promise<MovedLeadsAnswer> {
    const { workspace, asOf } = window;
    const { created, leadIds } = await leadsCreated(this.clickhouse, window, this.most);
    const moves = new StageMoves(exampleLimit);
    for (let first = 0; first < leadIds.length; first += this.portion)
      await this.compare(leadIds.slice(first, first + this.portion), { workspace, asOf, now, then }, moves);
    const linked = ({ leads, examples }: { leads: number; examples: string[] }) => ({
      leads,
      examples: examples.map((leadId) => ({ leadId, links: { lead: leadLink(leadId, asOf) } })),
    });
    return {
      created,
      lookedAt: moves.lookedAt,
      most: this.most,
      isSample: created > leadIds.length,
      moved: moves.moved,
      stages: moves.stages.map((row) => ({ ...row, gained: linked(row.gained), lost: linked(row.lost) })),
    };
  }

  /** Both sides are told of the same state, so that only the definitions make a difference. */
  private async compare(
    leadIds: string[],
    { workspace, asOf, now, then }: { workspace: string; asOf: number; now: Definitions; then: Definitions },
    moves: StageMoves,
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
      const stagesUnder = (definitions: Definitions) =>
        findingsOfLead(subject, { ...order, definitions }, touches).stageName;
      moves.add(subject.state.leadId, stagesUnder(now), stagesUnder(then));
    }
  }
}
