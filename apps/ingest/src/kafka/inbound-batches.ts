import type { Broker, BrokerMessage, PartitionOffset, TopicPartition } from '@touchstone/broker';
import {
  type AppendResult,
  type EventLog,
  type NewEvent,
  type Outcome,
  type PersonalData,
  type Quarantined,
  readOffsets,
} from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import { countEvents, timeAppend } from '../ingest-metrics.js';
import { isRefusedContent, unstorable } from '../log-sink.js';
import { deadLetters, type Rejected } from './dead-letters.js';
import { type Judged, judgeMessages } from './judge-messages.js';

export interface InboundParts {
  broker: Broker;
  log: EventLog;
  pool: Pool;
  personalData: PersonalData;
  group: string;
  defaultWorkspace: string | null;
}

/** How many messages one transaction takes: journeys are written anew once a transaction, so larger ones spare versions. */
const chunkMessages = 2000;

/**
 * Takes batches of a partition into the log. Events, quarantine and offsets are one transaction; dead letters follow it,
 * and the broker's own offset follows them. So the log is the authority on what was taken, and after a crash the
 * messages that it has but the broker's offset has not are taken again: as duplicates, and with their dead letters.
 */
export class InboundBatches {
  constructor(private readonly parts: InboundParts) {}

  /**
   * Resolves once every message is taken, so that the offset after them may be committed.
   * @throws while the database or the broker is down, and where the partition is lost midway; then they come again.
   */
  async take(messages: readonly BrokerMessage[], isStale: () => boolean): Promise<void> {
    for (let from = 0; from < messages.length; from += chunkMessages) {
      refuseStale(isStale);
      await this.takeChunk(messages.slice(from, from + chunkMessages), isStale);
    }
  }

  /** Where reading starts: where the log stands, or before it where dead letters may be missing. */
  async startOffsets(assignment: readonly TopicPartition[]): Promise<PartitionOffset[]> {
    const { broker, pool, group } = this.parts;
    const taken = await readOffsets(pool, group);
    const lags = await broker.lag(group, [...new Set(assignment.map(({ topic }) => topic))]);
    return assignment.map(({ topic, partition }) => {
      const next = taken.get(`${topic}/${partition}`) ?? 0;
      const committed = lags.find(
        (lag) => lag.topic === topic && lag.partition === partition,
      )?.committedOffset;
      const behind = committed != null && Number(committed) < next;
      return { topic, partition, offset: behind ? committed : String(next) };
    });
  }

  private async takeChunk(messages: readonly BrokerMessage[], isStale: () => boolean): Promise<void> {
    const nextOffset = await this.append(messages, { takesOffsets: true });
    if (nextOffset === null) return;
    const known = messages.filter(({ offset }) => Number(offset) < nextOffset);
    if (known.length > 0) await this.append(known, { takesOffsets: false });
    const rest = messages.slice(known.length);
    if (rest.length === 0) return;
    refuseStale(isStale);
    await this.takeChunk(rest, isStale);
  }

  /** @returns null when done; else the offset up to which the log has taken this partition already. */
  private async append(
    messages: readonly BrokerMessage[],
    { takesOffsets }: { takesOffsets: boolean },
  ): Promise<number | null> {
    const { personalData, defaultWorkspace, broker } = this.parts;
    const judged = judgeMessages(messages, { personalData, defaultWorkspace, now: Date.now() });
    const result = await timeAppend('kafka', () => this.write(messages, judged, takesOffsets));
    if (result.fenced) return result.nextOffset;
    const conflicts = result.events.filter((_, nth) => result.outcomes[nth]?.status === 'conflict');
    await broker.publish(
      deadLetters([...result.quarantined, ...conflicts.map((event) => conflictOf(event, judged))]),
    );
    count(result.outcomes, result.quarantined.length);
    return null;
  }

  /**
   * Events that the database refuses for their content are quarantined, and the others go in.
   * @returns with the events that the outcomes are of, in that order.
   */
  private async write(
    messages: readonly BrokerMessage[],
    { events, quarantined, sourceOf }: Judged,
    takesOffsets: boolean,
  ): Promise<AppendResult & { events: NewEvent[]; quarantined: Quarantined[] }> {
    const rawOf = (event: NewEvent): Buffer => sourceOf(event).message.value ?? Buffer.alloc(0);
    const originOf = (event: NewEvent): string => sourceOf(event).origin;
    const append = (events: NewEvent[], quarantined: Quarantined[], offsets: boolean) =>
      this.parts.log.append({
        events,
        quarantined,
        ...(offsets ? { offsets: this.offsetsOf(messages) } : {}),
        rawOf,
        originOf,
        door: 'kafka',
      });
    try {
      return { ...(await append(events, quarantined, takesOffsets)), events, quarantined };
    } catch (thrown) {
      if (!isRefusedContent(thrown)) throw thrown;
    }
    const storable: NewEvent[] = [];
    const all = [...quarantined];
    for (const event of events) {
      try {
        await append([event], [], false);
        storable.push(event);
      } catch (thrown) {
        if (!isRefusedContent(thrown)) throw thrown;
        all.push(unstorable(event, 'kafka', originOf(event), rawOf(event)));
      }
    }
    return { ...(await append(storable, all, takesOffsets)), events: storable, quarantined: all };
  }

  private offsetsOf(messages: readonly BrokerMessage[]) {
    const { topic, partition, offset } = messages[0]!;
    const nextOffset = Number(messages.at(-1)!.offset) + 1;
    return { group: this.parts.group, topic, partition, firstOffset: Number(offset), nextOffset };
  }
}

/** What was skipped must not look taken: the offset behind it would be committed. */
function refuseStale(isStale: () => boolean): void {
  if (isStale()) throw new Error('the partition may belong to another consumer now');
}

function conflictOf(event: NewEvent, { sourceOf }: Judged): Rejected {
  return {
    workspace: event.workspace,
    reason: 'id_conflict',
    detail: 'id: came before from this source with other content; a correction needs an id of its own',
    door: 'kafka',
    origin: sourceOf(event).origin,
    eventSource: event.source,
    eventId: event.eventId,
    receivedAt: event.receivedAt,
  };
}

function count(outcomes: readonly Outcome[], rejected: number): void {
  const of = (status: Outcome['status']) => outcomes.filter((outcome) => outcome.status === status).length;
  const counts = { accepted: of('accepted'), duplicate: of('duplicate'), conflict: of('conflict'), rejected };
  countEvents('kafka', counts);
}
