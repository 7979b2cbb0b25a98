import { type LogEvent, LogReader, readCheckpoints } from '@touchstone/event-log';
import {
  type ClickHouse,
  factsProjection,
  type FactsBatch,
  FactsLoader,
  groupsOfLeads,
  type JourneyRow,
  keysOf,
  type ListedAccount,
  listedAccountOf,
  type MarginsFact,
  marginsOf,
  PersonTouches,
  type SpendFact,
  spendOf,
  type TouchFact,
  touchOf,
  type VersionedRow,
} from '@touchstone/facts';
import { concernsLeads } from '@touchstone/funnel';
import {
  crashPoint,
  ifUnlocked,
  inTransaction,
  type Logger,
  OngoingWork,
  type Pool,
} from '@touchstone/runtime';
import {
  beforeFirst,
  isReviewedRule,
  type JourneyOrder,
  type Review,
  reviewOf,
  saveTimeline,
  TimelineLoader,
  type TimelineState,
} from '@touchstone/timeline';
import { projectorLock } from './forget-projections.js';
import { JourneyReview, type Step } from './journey-review.js';
import { rowsOf } from './journeys.js';
import { KeptBases } from './kept-bases.js';
import { finishRange, moveReview, noteRange, type NotedRange, readRange } from './noted-ranges.js';
import { batchSeconds, journeysWritten, lag, projected } from './projector-metrics.js';
import { versionsOf } from './versions.js';

export interface ProjectorOptions {
  /** About how many events a batch takes; whole commits. */
  batchEvents?: number;
  /** How long to wait when there is nothing to do. */
  pollMs?: number;
  /** How many conversions are reviewed at a time when definitions classify touches otherwise. */
  reviewConversions?: number;
}

/**
 * Follows the log of every workspace: folds identity and conversions, loads touches and journeys. A batch is a range of
 * whole commits, noted before anything of it is written: after a crash the same range is done again, to the same rows. A
 * range whose definitions classify touches otherwise is followed by a review of all conversions before it counts.
 */
export class Projector extends OngoingWork {
  private readonly log: LogReader;
  private readonly timelines: TimelineLoader;
  private readonly loader: FactsLoader;
  private readonly review: JourneyReview;
  private readonly bases = new KeptBases();
  /** Workspaces that failed, until they are tried again. */
  private readonly resting = new Map<string, { failures: number; until: number }>();
  private readonly batchEvents: number;
  private readonly pollMs: number;

  constructor(
    private readonly pool: Pool,
    clickhouse: ClickHouse,
    private readonly logger: Logger,
    { batchEvents = 10_000, pollMs = 100, reviewConversions }: ProjectorOptions = {},
  ) {
    super();
    this.log = new LogReader(pool);
    this.timelines = new TimelineLoader(pool);
    this.loader = new FactsLoader(clickhouse);
    this.review = new JourneyReview(pool, this.timelines, this.loader, reviewConversions);
    this.batchEvents = batchEvents;
    this.pollMs = pollMs;
  }

  /** Projects all that the log holds now. @returns the number of events projected. */
  async catchUp(): Promise<number> {
    let events = 0;
    for (;;) {
      const round = await this.round((_, failure) => {
        throw failure;
      });
      if (round === null) return events;
      events += round;
    }
  }

  protected async step(signal: AbortSignal): Promise<number> {
    const events = await this.round((workspace, failure) => this.backOff(workspace, failure), signal).catch(
      (failure: unknown) => {
        this.backOff('', failure); // the log itself could not be read
        return null;
      },
    );
    return events === null ? this.pollMs : 0;
  }

  /**
   * One step of every workspace that has something to project: a long backlog, or a failure, holds up nobody else.
   * @returns the number of events that are projected now; null: there was nothing to do
   */
  private async round(
    onFailure: (workspace: string, failure: unknown) => void,
    signal?: AbortSignal,
  ): Promise<number | null> {
    let events: number | null = null;
    const checkpoints = await readCheckpoints(this.pool, factsProjection);
    for (const { workspace, position: head } of await this.log.heads()) {
      const behind = head - (checkpoints.get(workspace) ?? 0);
      lag.set({ workspace }, behind);
      if (behind === 0) continue;
      if (signal?.aborted || (this.resting.get(workspace)?.until ?? 0) > Date.now()) continue;
      try {
        const projectedNow = await this.turn(workspace, head);
        if (projectedNow !== null) events = (events ?? 0) + projectedNow;
        this.resting.delete(workspace);
      } catch (failure) {
        onFailure(workspace, failure);
      }
    }
    return events;
  }

  private backOff(workspace: string, failure: unknown): void {
    const failures = (this.resting.get(workspace)?.failures ?? 0) + 1;
    const retryInMs = Math.min(10_000, this.pollMs * 2 ** failures);
    this.resting.set(workspace, { failures, until: Date.now() + retryInMs });
    this.logger.error(
      { err: failure, workspace, retryInMs },
      'projecting failed; the same range is tried again',
    );
  }

  /** The next step of a workspace, if no other projector is at it. @returns the number of events projected; or null */
  private turn(workspace: string, head: number): Promise<number | null> {
    return ifUnlocked(this.pool, projectorLock(workspace), async () => {
      const position = (await readCheckpoints(this.pool, factsProjection)).get(workspace) ?? 0;
      if (position >= head) return null;
      const stopTimer = batchSeconds.startTimer();
      const range = await readRange(this.pool, workspace, position);
      const { journeys, events } = range?.reviewed
        ? await this.review.next(range)
        : await this.project(workspace, position, range);
      stopTimer();
      projected.inc(events);
      for (const { cause } of journeys) journeysWritten.inc({ cause });
      lag.set({ workspace }, Math.max(0, head - position - events));
      return events;
    });
  }

  /** Folds the range that was noted, or the next one. It counts at once, unless its definitions ask for a review. */
  private async project(workspace: string, position: number, noted: NotedRange | null): Promise<Step> {
    const events = noted
      ? await this.log.range(workspace, position, noted.to)
      : throughReview(await this.log.readCommits(workspace, position, this.batchEvents));
    const toPosition = events.at(-1)!.position;
    const range = noted ?? (await noteRange(this.pool, workspace, { from: position, to: toPosition }));
    crashPoint('projector-range-noted');

    // only put back once the batch is through
    const { state, known } = this.bases.take(workspace, position) ?? {
      state: await this.timelines.open(workspace, position),
      known: new PersonTouches(),
    };
    await this.timelines.load(state, events);
    const touches: TouchFact[] = [];
    const spend: SpendFact[] = [];
    const listed: ListedAccount[] = [];
    const margins: MarginsFact[] = [];
    const orders: JourneyOrder[] = [];
    let review: Review | null = null; // only the last commit can ask for one
    for (const commit of commitsOf(events)) {
      review = reviewOf(state.definitions, commit);
      const classified = new Map<LogEvent, TouchFact>();
      orders.push(
        ...state.apply(commit, (event, definitions) => {
          const touch = touchOf(event, definitions)!;
          classified.set(event, touch);
          return concernsLeads(touch, definitions);
        }),
      );
      for (const event of commit) {
        const touch = classified.get(event) ?? touchOf(event, state.definitions);
        if (touch) touches.push(touch);
        const cost = spendOf(event, state.definitions);
        if (cost) spend.push(cost);
        const statement = listedAccountOf(event);
        if (statement) listed.push(statement);
        const published = marginsOf(event);
        if (published) margins.push(published);
      }
    }
    const head = { workspace, fromPosition: position + 1, toPosition };
    const batch: FactsBatch = {
      ...head,
      touches,
      spend,
      personKeys: state.newOwners,
      accountKeys: state.newAccounts,
      listed,
      margins,
      journeys: [],
    };
    const options = { mayBeLoaded: noted !== null };
    // both are waited for, also when one fails: a retry must not meet an insert still under way
    const [built, loaded] = await Promise.allSettled([
      this.rowsOf(state, orders, { through: position, touches, known }),
      this.loader.load(batch, options),
    ]);
    if (loaded.status === 'rejected') throw loaded.reason;
    if (built.status === 'rejected') throw built.reason;
    const { journeys, versions } = built.value;
    crashPoint('projector-touches-loaded');
    await this.loader.load({ ...head, touches: [], spend: [], personKeys: [], journeys, versions }, options);
    crashPoint('projector-journeys-loaded');
    for (const { record } of orders) state.conversions.changed.add(record);

    await inTransaction(this.pool, async (client) => {
      await saveTimeline(client, state);
      if (review) await moveReview(client, range, beforeFirst);
      else await finishRange(client, range);
    });
    if (review) return { journeys, events: 0 };
    crashPoint('projector-checkpoint-moved');
    state.saved();
    this.bases.put(workspace, { position: toPosition, state, known });
    return { journeys, events: events.length };
  }

  /** Rows built from touches loaded through a position, and those of the batch, which need not be loaded yet. */
  private async rowsOf(
    state: TimelineState,
    orders: JourneyOrder[],
    { through, touches, known }: { through: number; touches: TouchFact[]; known: PersonTouches },
  ): Promise<{ journeys: JourneyRow[]; versions: VersionedRow[] }> {
    const { workspace, people } = state;
    const isNew = (key: string) => people.record(key).firstPosition > through;
    const missing = known.missing(keysOf([...orders, ...groupsOfLeads(state.subjectOrders)]));
    const loaded = await this.loader.touchesOf(
      workspace,
      missing.filter((key) => !people.knows(key) || !isNew(key)),
      through,
    );
    known.add(missing, loaded);
    const begun = touches.map((touch) => touch.personKey).filter((key) => key !== '' && isNew(key));
    known.add(begun, touches);
    const journeys = orders.flatMap((order) => rowsOf(workspace, order, known));
    const versions = versionsOf(state, known);
    known.shrink();
    return { journeys, versions };
  }
}

/** The commits up to the first that may ask for a review: nothing goes on before that is through. */
function throughReview(events: LogEvent[]): LogEvent[] {
  const published = events.find(isReviewedRule);
  return published ? events.filter(({ position }) => position <= published.commit) : events;
}

function* commitsOf(events: LogEvent[]): Generator<LogEvent[]> {
  let start = 0;
  for (let end = 1; end <= events.length; end++)
    if (end === events.length || events[end]!.commit !== events[start]!.commit) {
      yield events.slice(start, end);
      start = end;
    }
}
