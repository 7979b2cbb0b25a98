import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka, type LogEntry, type Producer, type SASLOptions } from 'kafkajs';
import { backoffMs } from './backoff.js';
import { byTopic } from './by-topic.js';
import type {
  Broker,
  BrokerLogger,
  ConsumeOptions,
  Consumption,
  OutgoingMessage,
  PartitionLag,
  TopicSpec,
} from './broker.js';
import { KafkajsConsumption } from './kafkajs-consumption.js';
import { publishChunks } from './publish-chunks.js';

export interface KafkaConnection {
  /** `host:port` of one or more brokers of the cluster. */
  brokers: string[];
  /** Names this process in the broker's logs and quotas. */
  clientId: string;
  logger: BrokerLogger;
  /** TLS; with `ca`, trusting these certificates (PEM) instead of the system's. */
  ssl?: boolean | { ca: string[] };
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
}

const ALL_IN_SYNC_REPLICAS = -1;
const ADMIN_ATTEMPTS = 6;
const DAY_MS = 86_400_000;

/** The broker behind the port, by the library kafkajs. Nothing is connected before the first use. */
export class KafkajsBroker implements Broker {
  private readonly kafka: Kafka;
  private readonly consumptions = new Set<KafkajsConsumption>();
  private readonly publishing = new Set<Promise<void>>();
  private producer: Promise<Producer> | null = null;

  constructor(private readonly connection: KafkaConnection) {
    const { brokers, clientId, logger, ssl, sasl } = connection;
    this.kafka = new kafkajs.Kafka({
      brokers,
      clientId,
      ssl,
      sasl: sasl as SASLOptions | undefined,
      connectionTimeout: 3_000,
      // A publisher answers its caller within seconds: whoever waits can try again later.
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5 },
      logLevel: kafkajs.logLevel.INFO,
      logCreator: () => (entry) => writeLog(logger, entry),
    });
  }

  async publish(messages: OutgoingMessage[]): Promise<void> {
    const sending = this.send(messages);
    this.publishing.add(sending);
    await sending.finally(() => this.publishing.delete(sending));
  }

  async consume(options: ConsumeOptions): Promise<Consumption> {
    const consumption = new KafkajsConsumption(this.kafka, options, this.connection.logger);
    await consumption.start();
    this.consumptions.add(consumption);
    return consumption;
  }

  async createTopics(specs: TopicSpec[]): Promise<{ created: string[]; existing: string[] }> {
    return this.administer(async (admin) => {
      const present = new Set(await admin.listTopics());
      const missing = specs.filter(({ name }) => !present.has(name));
      if (missing.length > 0) {
        await admin.createTopics({ waitForLeaders: true, topics: missing.map(toTopicConfig) });
      }
      return {
        created: missing.map(({ name }) => name),
        existing: specs.map(({ name }) => name).filter((name) => present.has(name)),
      };
    });
  }

  async lag(groupId: string, topics: string[]): Promise<PartitionLag[]> {
    return this.administer(async (admin) => {
      const committed = new Map(
        (await admin.fetchOffsets({ groupId, topics })).flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const),
        ),
      );
      const lags = topics.map(async (topic) =>
        (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }): PartitionLag => {
          const offset = committed.get(`${topic}/${partition}`) ?? -1n;
          const next = offset < BigInt(low) ? BigInt(low) : offset;
          return {
            topic,
            partition,
            committedOffset: offset < 0n ? null : offset.toString(),
            endOffset: high,
            lagMessages: Number(BigInt(high) - next),
          };
        }),
      );
      return (await Promise.all(lags)).flat().sort(byTopicAndPartition);
    });
  }

  async ping(): Promise<void> {
    await this.administer((admin) => admin.describeCluster(), { retries: 1 });
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumptions].map((consumption) => consumption.stop()));
    this.consumptions.clear();
    await Promise.allSettled(this.publishing);
    const producer = await this.producer?.catch(() => null);
    await producer?.disconnect();
    this.producer = null;
  }

  private async send(messages: OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const producer = await this.connectedProducer();
    for (const chunk of publishChunks(messages)) {
      const topicMessages = byTopic(chunk).map(([topic, messages]) => ({ topic, messages }));
      await producer.sendBatch({ acks: ALL_IN_SYNC_REPLICAS, topicMessages });
    }
  }

  private connectedProducer(): Promise<Producer> {
    this.producer ??= this.connectProducer().catch((error: unknown) => {
      this.producer = null;
      throw error;
    });
    return this.producer;
  }

  private async connectProducer(): Promise<Producer> {
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  }

  private async administer<T>(use: (admin: Admin) => Promise<T>, retry?: { retries: number }): Promise<T> {
    const admin = this.kafka.admin(retry && { retry });
    try {
      await admin.connect();
      for (let failures = 1; ; failures++) {
        try {
          return await use(admin);
        } catch (error) {
          // A group's coordinator moves or is still being set up: kafkajs leaves that to its caller here.
          if (failures === ADMIN_ATTEMPTS || !(error as { retriable?: boolean }).retriable) throw error;
          await sleep(backoffMs(failures, { first: 100, largest: 1_000 }));
        }
      }
    } finally {
      await admin.disconnect();
    }
  }
}

function toTopicConfig({ name, partitions, retentionDays, replicas }: TopicSpec) {
  return {
    topic: name,
    numPartitions: partitions,
    replicationFactor: replicas ?? -1,
    configEntries: [{ name: 'retention.ms', value: String(retentionDays * DAY_MS) }],
  };
}

function byTopicAndPartition(a: PartitionLag, b: PartitionLag): number {
  return a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition;
}

/** What the library logs at each of many attempts of one operation, though it tells its caller in the end. */
const ATTEMPTS = new Set(['Connection', 'BrokerPool']);

/** The library tells every pause and every join as information, every attempt as an error: for an operator that is detail. */
function writeLog(logger: BrokerLogger, { level, namespace, log }: LogEntry): void {
  const { message, timestamp: _, logger: _library, ...fields } = log;
  const text = namespace ? `${namespace}: ${message}` : message;
  if (level > kafkajs.logLevel.WARN || ATTEMPTS.has(namespace)) logger.debug(fields, text);
  else if (level === kafkajs.logLevel.WARN) logger.warn(fields, text);
  else logger.error(fields, text);
}
