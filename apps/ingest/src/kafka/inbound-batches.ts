import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BrokerMessage, PartitionOffset, TopicPartition } from '@touchstone/broker';
import { readOffsets } from '@touchstone/event-log';
import { type InboundParts, MessageAppender } from './message-appender.js';

/**
 * How many messages one transaction takes at most: journeys are written anew once a transaction, so that large ones
 * spare versions while the consumer catches up.
 */
const commitMessages = 10_000;

/** A batch of a partition on its way into the log. */
interface Waiting {
  messages: readonly BrokerMessage[];
  /** How many of them are in the log. */
  taken: number;
  isStale: () => boolean;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** The messages of a batch that one transaction takes. */
interface Part {
  batch: Waiting;
  messages: readonly BrokerMessage[];
}

/**
 * Takes batches of partitions into the log. Events, quarantine and offsets are one transaction; dead letters follow it,
 * and the broker's own offset follows them. So the log is the authority on what was taken, and after a crash the
 * messages that it has but the broker's offset has not are taken again: as duplicates, and with their dead letters.
 * Batches of several partitions that wait at a time, such as those of one fetch, share transactions.
 */
export class InboundBatches {
  private readonly appender: MessageAppender;
  private readonly waiting = new Set<Waiting>();
  private isDraining = false;

  constructor(private readonly parts: InboundParts) {
    this.appender = new MessageAppender(parts);
  }

  /**
   * Resolves once every message is taken, so that the offset after them may be committed.
   * @throws while the database or the broker is down, and where the partition is lost midway; then they come again.
   */
  take(messages: readonly BrokerMessage[], isStale: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.add({ messages, taken: 0, isStale, resolve, reject });
      if (!this.isDraining) void this.drain();
    });
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

  private async drain(): Promise<void> {
    this.isDraining = true;
    while (this.waiting.size > 0) {
      await nextTurn(); // the partitions of one fetch come in one turn
      await this.takeTogether(this.nextParts());
    }
    this.isDraining = false;
  }

  private nextParts(): Part[] {
    const parts: Part[] = [];
    let room = commitMessages;
    for (const batch of this.waiting) {
      if (room === 0) break;
      const messages = batch.messages.slice(batch.taken, batch.taken + room);
      parts.push({ batch, messages });
      room -= messages.length;
    }
    return parts;
  }

  private async takeTogether(parts: readonly Part[]): Promise<void> {
    const ours = parts.filter((part) => !part.batch.isStale());
    for (const { batch } of parts.filter((part) => !ours.includes(part))) this.fail(batch, lost());
    if (ours.length === 0) return;
    try {
      const appended = await this.appender.append(ours.map(({ messages }) => messages));
      if (!appended.fenced) for (const part of ours) this.succeed(part);
      else for (const part of ours) await this.takeAlone(part); // one that we lost must not keep the others
    } catch (failure) {
      for (const { batch } of ours) this.fail(batch, failure);
    }
  }

  private async takeAlone(part: Part): Promise<void> {
    const { batch, messages } = part;
    try {
      await this.takeRest(messages, batch.isStale);
      this.succeed(part);
    } catch (failure) {
      this.fail(batch, failure);
    }
  }

  /** Takes the messages that the log does not have yet; of those it has, the dead letters may be missing. */
  private async takeRest(messages: readonly BrokerMessage[], isStale: () => boolean): Promise<void> {
    if (messages.length === 0) return;
    if (isStale()) throw lost();
    const appended = await this.appender.append([messages]);
    if (!appended.fenced) return;
    const known = messages.filter(({ offset }) => Number(offset) < appended.nextOffset);
    await this.appender.append([known], { takesOffsets: false });
    await this.takeRest(messages.slice(known.length), isStale);
  }

  private succeed({ batch, messages }: Part): void {
    batch.taken += messages.length;
    if (batch.taken < batch.messages.length) return;
    this.waiting.delete(batch);
    batch.resolve();
  }

  private fail(batch: Waiting, reason: unknown): void {
    this.waiting.delete(batch);
    batch.reject(reason);
  }
}

/** What was skipped must not look taken: the offset behind it would be committed. */
const lost = () => new Error('the partition may belong to another consumer now');
