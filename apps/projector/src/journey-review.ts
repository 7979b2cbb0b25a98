import { LogReader } from '@touchstone/event-log';
import { type FactsLoader, groupsOfLeads, type JourneyRow } from '@touchstone/facts';
import { crashPoint, inTransaction, type Pool } from '@touchstone/runtime';
import {
  beforeFirst,
  ConversionPortions,
  type Definitions,
  definitionsOf,
  type Review,
  reviewOf,
  ruleStreams,
  saveTimeline,
  type TimelineLoader,
} from '@touchstone/timeline';
import { rowsOf } from './journeys.js';
import { versionsOf } from './versions.js';
import { finishRange, moveReview, type NotedRange } from './noted-ranges.js';

/** What a step of the projector did. */
export interface Step {
  /** Versions written. */
  journeys: JourneyRow[];
  /** Events that are projected now; 0 while a range is not finished. */
  events: number;
}

/**
 * Looks at every conversion of a workspace again, after a commit whose definitions may classify touches otherwise. One
 * portion at a time: what differs is written as a version of that commit, and how far it came is noted. Nothing of it
 * shows before the checkpoint moves, with the last portion.
 */
export class JourneyReview {
  private readonly log: LogReader;
  private readonly portions: ConversionPortions;

  /** @param portion conversions that are in memory at a time */
  constructor(
    private readonly pool: Pool,
    private readonly timelines: TimelineLoader,
    private readonly loader: FactsLoader,
    private readonly portion = 2000,
  ) {
    this.log = new LogReader(pool);
    this.portions = new ConversionPortions(pool);
  }

  /** Reviews the next portion. Its last portion finishes the range. */
  async next(range: NotedRange): Promise<Step> {
    const { workspace, to } = range;
    const { before, review } = await this.reviewAt(workspace, to);
    if (!range.reviewed?.kind && !review.leadsOnly)
      await this.loader.noteReclassified(workspace, { version: to, before, after: review.definitions });
    const state = await this.timelines.open(workspace, to);
    const records = await this.portions.next(
      state,
      range.reviewed ?? beforeFirst,
      this.portion,
      review.leadsOnly ? 'lead' : null,
    );
    if (review.refold) await this.portions.loadStreams(state, records, to);
    const orders = state.review(records, review);

    const groups = [...orders, ...groupsOfLeads(state.subjectOrders)];
    const touches = await this.loader.touchesFor(workspace, groups, to);
    const journeys = orders.flatMap((order) => rowsOf(workspace, order, touches));
    const versions = versionsOf(state, touches);
    await this.loader.loadReviewed({ journeys, versions });
    crashPoint('projector-portion-loaded');

    for (const { kind, conversionId } of journeys)
      state.conversions.changed.add(state.conversions.get(kind, conversionId)!);
    const done = records.length < this.portion;
    await inTransaction(this.pool, async (client) => {
      await saveTimeline(client, state);
      if (done) await finishRange(client, range);
      else await moveReview(client, range, records.at(-1)!);
    });
    crashPoint('projector-portion-saved');
    return { journeys, events: done ? to - range.from : 0 };
  }

  private async reviewAt(
    workspace: string,
    position: number,
  ): Promise<{ before: Definitions; review: Review }> {
    const published = await this.log.streams(workspace, [...ruleStreams], position);
    const before = definitionsOf(published.filter(({ commit }) => commit < position));
    const review = reviewOf(
      before,
      published.filter(({ commit }) => commit === position),
    );
    if (!review) throw new Error(`the commit at ${position} of ${workspace} asks for no review`);
    return { before, review };
  }
}
