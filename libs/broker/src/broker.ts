/** The port: what Touchstone needs of a message broker, and nothing of the client library that provides it. */

/** A message as read from a topic. `offset` is a decimal string (64 bit); a header given twice keeps its last value. */
export interface BrokerMessage {
  topic: string;
  partition: number;
  offset: string;
  key: string | null;
  value: Buffer | null;
  headers: Record<string, string>;
  /** Unix milliseconds, as set by the producer or the broker, by the topic's setting. */
  publishedAtMs: number;
}

/** A message to be published; the same key always lands in the same partition, in the order published. */
export interface OutgoingMessage {
  topic: string;
  key: string | null;
  value: Buffer | string | null;
  headers?: Record<string, string>;
}

export interface TopicSpec {
  name: string;
  partitions: number;
  /** How long the broker keeps a message. */
  retentionDays: number;
  /** Copies of each message; left out, the broker's default. */
  replicas?: number;
}

export interface TopicPartition {
  topic: string;
  partition: number;
}

/** `offset` is the next one to be read, as a decimal string. */
export interface PartitionOffset extends TopicPartition {
  offset: string;
}

export interface PartitionLag extends TopicPartition {
  /** The next offset that the group would read; null when it has committed none yet. */
  committedOffset: string | null;
  /** The offset that the next published message gets. */
  endOffset: string;
  /** Messages published and not yet committed by the group. */
  lagMessages: number;
}

/** Consecutive messages of one partition, in order; never empty. */
export interface MessageBatch extends TopicPartition {
  messages: BrokerMessage[];
  firstOffset: string;
  lastOffset: string;
  /** Keeps the membership alive; called in the background too, so only a handler that blocks the event loop needs it. */
  heartbeat(): Promise<void>;
  /** True once the partition may belong to another consumer: do not write on its behalf any more. */
  isStale(): boolean;
}

export interface ConsumeOptions {
  groupId: string;
  topics: string[];
  /**
   * Handles one batch. The offset is committed only after it resolved. When it throws, the partition pauses and the same
   * messages come again after a backoff, for as long as it takes; the other partitions go on meanwhile.
   */
  onBatch(batch: MessageBatch): Promise<void>;
  /**
   * Called on every assignment, before the first message of it is read. Where it answers an offset, reading starts
   * there (one outside what the broker still has: at the earliest); elsewhere at the group's committed offset, else at
   * the earliest. When it throws, it is asked again; nothing is read before it answered.
   */
  startOffsets?(assignment: TopicPartition[]): Promise<PartitionOffset[]>;
  /** How many partitions are handled at the same time (default 4). */
  concurrentPartitions?: number;
  /** About how much one fetch of all partitions brings, as it lies in the broker (default 16 MiB). */
  maxBytesPerFetch?: number;
  /** The largest batch of one partition (default 2 MiB); a single larger message is still delivered. */
  maxBytesPerPartition?: number;
  /** Without a heartbeat for this long a consumer loses its partitions (default 20,000); also what a successor of a killed one waits for. */
  sessionTimeoutMs?: number;
  /** The wait before a failed batch comes again: doubled from the first to the largest (default 200 to 15,000). */
  retryDelayMs?: { first: number; largest: number };
}

/** A running consumer. */
export interface Consumption {
  /** Reads no more, waits for the batches in flight, commits them and leaves the group. Safe to call twice. */
  stop(): Promise<void>;
}

export interface Broker {
  /**
   * Resolves once all in-sync replicas have every message (acks=all). When it rejects, some of the messages may have
   * been published all the same: publish again, the readers count nothing twice.
   */
  publish(messages: OutgoingMessage[]): Promise<void>;
  /**
   * Resolves once the consumer runs: from then on it joins its group, and comes back after an outage, by itself. Rejects
   * when the broker cannot be reached or a topic does not exist.
   */
  consume(options: ConsumeOptions): Promise<Consumption>;
  /** Creates the missing topics; one that exists is left as it is. */
  createTopics(specs: TopicSpec[]): Promise<{ created: string[]; existing: string[] }>;
  lag(groupId: string, topics: string[]): Promise<PartitionLag[]>;
  /** Resolves when the cluster answers; rejects otherwise. */
  ping(): Promise<void>;
  /** Stops every consumption (draining it) and disconnects. */
  close(): Promise<void>;
}

/** What the adapter reports goes here; a pino logger fits. */
export interface BrokerLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
