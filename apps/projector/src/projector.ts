import { setTimeout as sleep } from 'node:timers/promises';
import { type LogEvent, LogReader, moveCheckpoint, readCheckpoints } from '@touchstone/event-log';
import {
  type ClickHouse,
  factsProjection,
  type FactsBatch,
  FactsLoader,
  type JourneyRow,
  type SpendFact,
  spendOf,
  type TouchFact,
  touchOf,
} from '@touchstone/facts';
import { crashPoint, inTransaction, type Logger, metrics, type Pool } from '@touchstone/runtime';
import {
  defaultDefinitions,
  type JourneyOrder,
  saveTimeline,
  TimelineLoader,
  type TimelineState,
} from '@touchstone/timeline';
import { Counter, Gauge, Histogram } from 'prom-client';
import { rowsOf } from './journeys.js';
import { KeptBases } from './kept-bases.js';
import { keysOf, PersonTouches } from './person-touches.js';

const lag = new Gauge({
  name: 'touchstone_projector_lag_events',
  help: 'Accepted events that reports do not show yet.',
  labelNames: ['workspace'],
  registers: [metrics],
});
const projected = new Counter({
  name: 'touchstone_projected_events_total',
  help: 'Events projected.',
  registers: [metrics],
});
const journeysWritten = new Counter({
  name: 'touchstone_journey_versions_total',
  help: 'Versions of journeys written, by cause.',
  labelNames: ['cause'],
  registers: [metrics],
});
const batchSeconds = new Histogram({
  name: 'touchstone_projector_batch_seconds',
  help: 'Time to project one batch.',
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 20],
  registers: [metrics],
});

export interface ProjectorOptions {
  /** About how many events a batch takes; whole commits. */
  batchEvents?: number;
  /** How long to wait when there is nothing to do. */
  pollMs?: number;
}

/** Another projector went on from this position: this one lost its turn, and nothing of its batch counts. */
class LostTurn extends Error {
  constructor(workspace: string, position: number) {
    super(`another projector went on from position ${position} of ${workspace}`);
  }
}

/**
 * Follows the log of every workspace: folds identity and conversions, loads touches and journeys. A batch is a range of
 * whole commits, noted before anything of it is written: after a crash the same range is done again, to the same rows.
 */
export class Projector {
  private readonly log: LogReader;
  private readonly timelines: TimelineLoader;
  private readonly loader: FactsLoader;
  private readonly bases = new KeptBases();
  /** Workspaces that failed, until they are tried again. */
  private readonly resting = new Map<string, { failures: number; until: number }>();
  private running: Promise<void> | null = null;
  private stopping = new AbortController();
  private readonly batchEvents: number;
  private readonly pollMs: number;

  constructor(
    private readonly pool: Pool,
    clickhouse: ClickHouse,
    private readonly logger: Logger,
    { batchEvents = 10_000, pollMs = 100 }: ProjectorOptions = {},
  ) {
    this.log = new LogReader(pool);
    this.timelines = new TimelineLoader(pool);
    this.loader = new FactsLoader(clickhouse);
    this.batchEvents = batchEvents;
    this.pollMs = pollMs;
  }

  start(): void {
    this.stopping = new AbortController();
    this.running ??= this.follow(this.stopping.signal).finally(() => (this.running = null));
  }

  /** Ends after the batch under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Projects all that the log holds now. @returns the number of events projected. */
  async catchUp(): Promise<number> {
    let events = 0;
    for (;;) {
      const round = await this.round((_, failure) => {
        throw failure;
      });
      if (round === 0) return events;
      events += round;
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const events = await this.round((workspace, failure) => this.backOff(workspace, failure), signal).catch(
        (failure: unknown) => this.backOff('', failure), // the log itself could not be read
      );
      if (!events) await sleep(this.pollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One batch of every workspace that has something to project: a long backlog, or a failure, holds up nobody else. */
  private async round(
    onFailure: (workspace: string, failure: unknown) => void,
    signal?: AbortSignal,
  ): Promise<number> {
    let events = 0;
    const checkpoints = await readCheckpoints(this.pool, factsProjection);
    for (const { workspace, position: head } of await this.log.heads()) {
      const behind = head - (checkpoints.get(workspace) ?? 0);
      lag.set({ workspace }, behind);
      if (behind === 0) continue;
      if (signal?.aborted || (this.resting.get(workspace)?.until ?? 0) > Date.now()) continue;
      try {
        events += await this.turn(workspace, head);
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

  /** The next batch of a workspace, if no other projector is at it. @returns the number of events projected. */
  private async turn(workspace: string, head: number): Promise<number> {
    const client = await this.pool.connect();
    const lock = [`projector ${factsProjection} ${workspace}`];
    try {
      const { rows } = await client.query<{ mine: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine',
        lock,
      );
      if (!rows[0]!.mine) return 0;
      try {
        const position = (await readCheckpoints(this.pool, factsProjection)).get(workspace) ?? 0;
        if (position >= head) return 0;
        const next = await this.projectNext(workspace, position);
        lag.set({ workspace }, Math.max(0, head - next));
        return next - position;
      } finally {
        await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', lock);
      }
    } finally {
      client.release();
    }
  }

  private async projectNext(workspace: string, position: number): Promise<number> {
    const stopTimer = batchSeconds.startTimer();
    const noted = await this.notedRange(workspace, position);
    const events = noted
      ? await this.log.range(workspace, position, noted)
      : await this.log.readCommits(workspace, position, this.batchEvents);
    const toPosition = events.at(-1)!.position;
    if (!noted) await this.noteRange(workspace, position, toPosition);
    crashPoint('projector-range-noted');

    // only put back once the batch is through
    const { state, known } = this.bases.take(workspace, position) ?? {
      state: await this.timelines.open(workspace, position),
      known: new PersonTouches(),
    };
    await this.timelines.load(state, events);
    const touches: TouchFact[] = [];
    const spend: SpendFact[] = [];
    const orders: JourneyOrder[] = [];
    for (const commit of commitsOf(events)) {
      orders.push(...state.apply(commit));
      for (const event of commit) {
        const touch = touchOf(event, { ...defaultDefinitions, workspace: state.settings });
        if (touch) touches.push(touch);
        const cost = spendOf(event, { ...defaultDefinitions, workspace: state.settings });
        if (cost) spend.push(cost);
      }
    }
    const batch: FactsBatch = {
      workspace,
      fromPosition: position + 1,
      toPosition,
      touches,
      spend,
      journeys: [],
    };
    const options = { mayBeLoaded: noted !== null };
    // both are waited for, also when one fails: a retry must not meet an insert still under way
    const [built, loaded] = await Promise.allSettled([
      this.journeysOf(state, orders, { through: position, touches, known }),
      this.loader.load(batch, options),
    ]);
    if (loaded.status === 'rejected') throw loaded.reason;
    if (built.status === 'rejected') throw built.reason;
    const journeys = built.value;
    crashPoint('projector-touches-loaded');
    await this.loader.load({ ...batch, touches: [], spend: [], journeys }, options);
    crashPoint('projector-journeys-loaded');
    for (const { record } of orders) state.conversions.changed.add(record);

    await inTransaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        'DELETE FROM projection_batches WHERE workspace = $1 AND from_position = $2 AND to_position = $3',
        [workspace, position, toPosition],
      );
      if (rowCount !== 1) throw new LostTurn(workspace, position);
      await saveTimeline(client, state);
      if (
        !(await moveCheckpoint(client, {
          workspace,
          projection: factsProjection,
          from: position,
          to: toPosition,
        }))
      )
        throw new LostTurn(workspace, position);
    });
    crashPoint('projector-checkpoint-moved');
    state.saved();
    this.bases.put(workspace, { position: toPosition, state, known });
    projected.inc(events.length);
    for (const journey of journeys) journeysWritten.inc({ cause: journey.cause });
    stopTimer();
    return toPosition;
  }

  /** Journeys of touches loaded through a position, and those of the batch, which need not be loaded yet. */
  private async journeysOf(
    { workspace, people }: TimelineState,
    orders: JourneyOrder[],
    { through, touches, known }: { through: number; touches: TouchFact[]; known: PersonTouches },
  ): Promise<JourneyRow[]> {
    const isNew = (key: string) => people.record(key).firstPosition > through;
    const missing = known.missing(keysOf(orders));
    const loaded = await this.loader.touchesOf(
      workspace,
      missing.filter((key) => !people.knows(key) || !isNew(key)),
      through,
    );
    known.add(missing, loaded);
    const begun = touches.map((touch) => touch.personKey).filter((key) => key !== '' && isNew(key));
    known.add(begun, touches);
    const rows = orders.flatMap((order) => rowsOf(workspace, order, known));
    known.shrink();
    return rows;
  }

  /** End of a range that was begun and not finished, after a position; null if there is none. */
  private async notedRange(workspace: string, position: number): Promise<number | null> {
    const { rows } = await this.pool.query<{ from_position: number; to_position: number }>(
      'SELECT from_position, to_position FROM projection_batches WHERE workspace = $1',
      [workspace],
    );
    return rows[0]?.from_position === position ? rows[0].to_position : null;
  }

  private async noteRange(workspace: string, from: number, to: number): Promise<void> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO projection_batches (workspace, from_position, to_position) VALUES ($1, $2, $3)
       ON CONFLICT (workspace) DO NOTHING`,
      [workspace, from, to],
    );
    if (rowCount !== 1) throw new LostTurn(workspace, from);
  }
}

function* commitsOf(events: LogEvent[]): Generator<LogEvent[]> {
  let start = 0;
  for (let end = 1; end <= events.length; end++)
    if (end === events.length || events[end]!.commit !== events[start]!.commit) {
      yield events.slice(start, end);
      start = end;
    }
}
