import type { Broker, BrokerMessage } from '@touchstone/broker';
import type {
  AppendResult,
  EventLog,
  NewEvent,
  Outcome,
  PersonalData,
  Quarantined,
  TakenOffsets,
} from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import { countEvents, timeAppend } from '../ingest-metrics.js';
import { isRefusedContent, unstorableEntry } from '../log-sink.js';
import { conflict } from '../store-refusals.js';
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

/** Messages of one partition each, consecutive ones. */
type OfPartitions = readonly (readonly BrokerMessage[])[];

/** Puts messages into the log in one transaction, and publishes the dead letters of those that it did not take. */
export class MessageAppender {
  constructor(private readonly parts: Omit<InboundParts, 'pool'>) {}

  /** @returns fenced, with nothing written, where another consumer has taken messages of one of the partitions. */
  async append(
    partitions: OfPartitions,
    { takesOffsets = true } = {},
  ): Promise<{ fenced: false } | { fenced: true; nextOffset: number }> {
    const { personalData, defaultWorkspace, broker } = this.parts;
    const judging = { personalData, defaultWorkspace, now: Date.now() };
    const judged = await judgeMessages(partitions.flat(), judging);
    const offsets = takesOffsets ? partitions.map((messages) => this.offsetsOf(messages)) : [];
    const result = await timeAppend('kafka', () => this.write(judged, offsets));
    if (result.fenced) return result;
    const conflicts = result.events.filter((_, nth) => result.outcomes[nth]?.status === 'conflict');
    await broker.publish(
      deadLetters([...result.quarantined, ...conflicts.map((event) => conflictOf(event, judged))]),
    );
    count(result.outcomes, result.quarantined.length);
    return { fenced: false };
  }

  /**
   * Events that the database refuses for their content are quarantined, and the others go in.
   * @returns with the events that the outcomes are of, in that order.
   */
  private async write(
    { events, quarantined, sourceOf }: Judged,
    offsets: readonly TakenOffsets[],
  ): Promise<AppendResult & { events: NewEvent[]; quarantined: Quarantined[] }> {
    const rawOf = (event: NewEvent): Buffer => sourceOf(event).message.value ?? Buffer.alloc(0);
    const originOf = (event: NewEvent): string => sourceOf(event).origin;
    const append = (events: NewEvent[], quarantined: Quarantined[], offsets: readonly TakenOffsets[]) =>
      this.parts.log.append({ events, quarantined, offsets, rawOf, originOf, door: 'kafka' });
    try {
      return { ...(await append(events, quarantined, offsets)), events, quarantined };
    } catch (thrown) {
      if (!isRefusedContent(thrown)) throw thrown;
    }
    const refused = new Set<NewEvent>();
    const find = async (events: NewEvent[]): Promise<void> => {
      try {
        await append(events, [], []);
      } catch (thrown) {
        if (!isRefusedContent(thrown)) throw thrown;
        const middle = events.length >> 1;
        if (middle === 0) refused.add(events[0]!);
        else for (const half of [events.slice(0, middle), events.slice(middle)]) await find(half);
      }
    };
    await find(events);
    const storable = events.filter((event) => !refused.has(event));
    const all = [
      ...quarantined,
      ...[...refused].map((event) => unstorableEntry(event, 'kafka', originOf(event), rawOf(event))),
    ];
    return { ...(await append(storable, all, offsets)), events: storable, quarantined: all };
  }

  private offsetsOf(messages: readonly BrokerMessage[]): TakenOffsets {
    const { topic, partition, offset } = messages[0]!;
    const nextOffset = Number(messages.at(-1)!.offset) + 1;
    return { group: this.parts.group, topic, partition, firstOffset: Number(offset), nextOffset };
  }
}

function conflictOf(event: NewEvent, { sourceOf }: Judged): Rejected {
  return {
    workspace: event.workspace,
    ...conflict,
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
