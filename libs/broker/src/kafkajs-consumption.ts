import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { backoffMs } from './backoff.js';
import { byTopic } from './by-topic.js';
import type { BrokerLogger, BrokerMessage, ConsumeOptions, Consumption, TopicPartition } from './broker.js';

/** The broker no longer counts this member to the group: its partitions may already be read by another. */
const EXPELLED = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID']);
const COMMIT_ATTEMPTS = 4;

/** One member of a consumer group; see `ConsumeOptions` for what it promises. */
export class KafkajsConsumption implements Consumption {
  private readonly options: Required<Omit<ConsumeOptions, 'startOffsets'>> &
    Pick<ConsumeOptions, 'startOffsets'>;
  private readonly heartbeatIntervalMs: number;
  /** Failures in a row, by partition. */
  private readonly failures = new Map<string, number>();
  private readonly resumeTimers = new Set<NodeJS.Timeout>();
  private readonly stopSignal = new AbortController();
  private consumer: Consumer | null = null;
  private restarting: Promise<void> = Promise.resolve();
  private stopping: Promise<void> | null = null;
  /** Counts assignments; what began under an earlier one has lost its partition. */
  private assignment = 0;
  private isExpelled = false;
  private lastHeartbeatAtMs = 0;

  constructor(
    private readonly kafka: Kafka,
    options: ConsumeOptions,
    private readonly logger: BrokerLogger,
  ) {
    this.options = {
      ...options,
      concurrentPartitions: options.concurrentPartitions ?? 4,
      maxBytesPerFetch: options.maxBytesPerFetch ?? 16 * 1024 * 1024,
      maxBytesPerPartition: options.maxBytesPerPartition ?? 2 * 1024 * 1024,
      sessionTimeoutMs: options.sessionTimeoutMs ?? 20_000,
      retryDelayMs: options.retryDelayMs ?? { first: 200, largest: 15_000 },
    };
    this.heartbeatIntervalMs = Math.ceil(this.options.sessionTimeoutMs / 10);
  }

  async start(): Promise<void> {
    const {
      groupId,
      topics,
      concurrentPartitions,
      maxBytesPerFetch,
      maxBytesPerPartition,
      sessionTimeoutMs,
    } = this.options;
    const consumer = this.kafka.consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: this.heartbeatIntervalMs,
      maxBytesPerPartition,
      maxBytes: maxBytesPerFetch,
      // Also how long a resumed partition may wait for its next fetch.
      maxWaitTimeInMs: 250,
      allowAutoTopicCreation: false,
      retry: {
        initialRetryTime: 100,
        maxRetryTime: 5_000,
        retries: 8,
        restartOnFailure: () => Promise.resolve(!this.isStopping),
      },
    });
    this.consumer = consumer;
    this.listenTo(consumer);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: concurrentPartitions,
        eachBatch: (payload) => this.handle(payload),
      });
    } catch (error) {
      await consumer.disconnect();
      throw error;
    }
  }

  stop(): Promise<void> {
    this.stopping ??= this.drainAndLeave();
    return this.stopping;
  }

  private get isStopping(): boolean {
    return this.stopSignal.signal.aborted;
  }

  private async drainAndLeave(): Promise<void> {
    this.stopSignal.abort();
    this.cancelResumes();
    await this.restarting;
    // Waits for the batches in flight; their commits still count, as the group is left after them.
    await this.consumer?.disconnect();
  }

  private listenTo(consumer: Consumer): void {
    const { GROUP_JOIN, HEARTBEAT, CRASH } = consumer.events;
    consumer.on(HEARTBEAT, () => {
      this.lastHeartbeatAtMs = Date.now();
    });
    consumer.on(GROUP_JOIN, ({ payload }) => {
      const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
        numbers.map((partition) => ({ topic, partition })),
      );
      this.onAssigned(consumer, partitions);
    });
    consumer.on(CRASH, ({ payload }) => {
      if (!payload.restart && !this.isStopping) this.restarting = this.restart(payload.error);
    });
  }

  /** Runs before the first fetch of an assignment: kafkajs tells of it synchronously, and a paused partition is not fetched. */
  private onAssigned(consumer: Consumer, partitions: TopicPartition[]): void {
    this.assignment += 1;
    this.isExpelled = false;
    this.lastHeartbeatAtMs = Date.now();
    this.failures.clear();
    this.cancelResumes();
    consumer.pause(partitionsByTopic(partitions));
    void this.placeCursors(consumer, partitions, this.assignment);
  }

  private async placeCursors(
    consumer: Consumer,
    partitions: TopicPartition[],
    assignment: number,
  ): Promise<void> {
    for (let failures = 1; assignment === this.assignment && !this.isStopping; failures++) {
      try {
        const offsets = (await this.options.startOffsets?.(partitions)) ?? [];
        if (assignment !== this.assignment || this.isStopping) return;
        for (const offset of offsets) consumer.seek(offset);
        consumer.resume(partitionsByTopic(partitions));
        return;
      } catch (error) {
        this.logger.error(
          { err: error, partitions },
          'the start offsets are not known yet; nothing is read meanwhile',
        );
        await this.pauseFor(failures);
      }
    }
  }

  private async handle(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    if (!payload.isRunning() || payload.isStale()) return;
    const assignment = this.assignment;
    const isStale = () => assignment !== this.assignment || this.isCutOff();
    const heartbeat = () => payload.heartbeat().catch((error: unknown) => this.noteHeartbeatFailure(error));
    const beat = setInterval(() => void heartbeat(), this.heartbeatIntervalMs);
    const { topic, partition } = batch;
    const lastOffset = batch.lastOffset();
    try {
      const messages = batch.messages.map((message) => toBrokerMessage(topic, partition, message));
      const firstOffset = messages[0]!.offset;
      await this.options.onBatch({ topic, partition, messages, firstOffset, lastOffset, heartbeat, isStale });
    } catch (error) {
      if (!isStale() && !this.isStopping) this.park(payload, error);
      return;
    } finally {
      clearInterval(beat);
    }
    if (isStale()) return;
    this.failures.delete(`${topic}/${partition}`);
    payload.resolveOffset(lastOffset);
    await this.commit(payload, (BigInt(lastOffset) + 1n).toString());
  }

  /** The batch stays unresolved, so it is fetched again once its partition resumes; the others are fetched meanwhile. */
  private park(payload: EachBatchPayload, error: unknown): void {
    const { topic, partition } = payload.batch;
    const failures = (this.failures.get(`${topic}/${partition}`) ?? 0) + 1;
    this.failures.set(`${topic}/${partition}`, failures);
    const delayMs = backoffMs(failures, this.options.retryDelayMs);
    const firstOffset = payload.batch.firstOffset();
    this.logger.warn(
      { err: error, topic, partition, firstOffset, failures, delayMs },
      'a batch failed and comes again',
    );
    const resume = payload.pause();
    const timer = setTimeout(() => {
      this.resumeTimers.delete(timer);
      resume();
    }, delayMs);
    this.resumeTimers.add(timer);
  }

  private async commit(payload: EachBatchPayload, offset: string): Promise<void> {
    const { topic, partition } = payload.batch;
    for (let failures = 1; ; failures++) {
      try {
        return await payload.commitOffsetsIfNecessary({
          topics: [{ topic, partitions: [{ partition, offset }] }],
        });
      } catch (error) {
        const type = errorType(error);
        // kafkajs answers this error by joining the group again, or by a new attempt of the whole round.
        if (type === 'REBALANCE_IN_PROGRESS' || EXPELLED.has(type) || failures === COMMIT_ATTEMPTS)
          throw error;
        await this.pauseFor(failures);
      }
    }
  }

  private noteHeartbeatFailure(error: unknown): void {
    if (EXPELLED.has(errorType(error))) this.isExpelled = true;
  }

  private isCutOff(): boolean {
    return this.isExpelled || Date.now() - this.lastHeartbeatAtMs > this.options.sessionTimeoutMs;
  }

  /** kafkajs restarts by itself after errors that it takes for passing, and gives up after others; giving up loses nobody less. */
  private async restart(reason: Error): Promise<void> {
    this.logger.error(
      { err: reason, groupId: this.options.groupId },
      'the consumer crashed and starts again',
    );
    for (let failures = 1; !this.isStopping; failures++) {
      await this.pauseFor(failures);
      if (this.isStopping) return;
      try {
        return await this.start();
      } catch (error) {
        this.logger.error(
          { err: error, groupId: this.options.groupId },
          'the consumer could not start again yet',
        );
      }
    }
  }

  private cancelResumes(): void {
    for (const timer of this.resumeTimers) clearTimeout(timer);
    this.resumeTimers.clear();
  }

  private async pauseFor(failures: number): Promise<void> {
    const wait = backoffMs(failures, this.options.retryDelayMs);
    await sleep(wait, undefined, { signal: this.stopSignal.signal }).catch(() => undefined);
  }
}

function toBrokerMessage(topic: string, partition: number, message: KafkaMessage): BrokerMessage {
  const headers = Object.entries(message.headers ?? {}).map(([name, value]): [string, string] => {
    const last = Array.isArray(value) ? value.at(-1) : value;
    return [name, last?.toString() ?? ''];
  });
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key?.toString() ?? null,
    value: message.value,
    headers: Object.fromEntries(headers),
    publishedAtMs: Number(message.timestamp),
  };
}

function partitionsByTopic(partitions: TopicPartition[]): { topic: string; partitions: number[] }[] {
  return byTopic(partitions).map(([topic, group]) => ({
    topic,
    partitions: group.map(({ partition }) => partition),
  }));
}

function errorType(error: unknown): string {
  return (error as { type?: string } | null)?.type ?? '';
}
