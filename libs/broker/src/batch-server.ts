import { BaseRpcContext, type CustomTransportStrategy, EventPattern, Server } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { Broker, ConsumeOptions, Consumption, MessageBatch } from './broker.js';

/** The transport of handlers that take a whole batch. */
export const KAFKA_BATCH = Symbol('KAFKA_BATCH');

/**
 * Declares a method of a controller as the handler of whole batches of these topics:
 * `@OnBatch('touchstone.leads') onLeads(@Payload() messages: BrokerMessage[], @Ctx() context: BatchContext)`.
 */
export function OnBatch(...topics: string[]): MethodDecorator {
  return EventPattern<string[]>(topics, KAFKA_BATCH);
}

/** `@Ctx()` of a batch handler; `@Payload()` is the messages. */
export class BatchContext extends BaseRpcContext<[MessageBatch]> {
  get topic(): string {
    return this.batch.topic;
  }

  get partition(): number {
    return this.batch.partition;
  }

  get firstOffset(): string {
    return this.batch.firstOffset;
  }

  get lastOffset(): string {
    return this.batch.lastOffset;
  }

  heartbeat(): Promise<void> {
    return this.batch.heartbeat();
  }

  /** True once the partition may belong to another consumer. */
  isStale(): boolean {
    return this.batch.isStale();
  }

  private get batch(): MessageBatch {
    return this.getArgs()[0];
  }
}

export type BatchServerOptions = Omit<ConsumeOptions, 'topics' | 'onBatch'> & { broker: Broker };

/**
 * Nest's side of the broker port: a `connectMicroservice({ strategy })` that consumes the topics which have a handler.
 * An offset is committed after its handler resolved; a handler that throws gets the batch again. Closing drains; the
 * broker stays open, as it belongs to whoever made it.
 */
export class KafkaBatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = KAFKA_BATCH;
  override readonly propagatesEventHandlerErrors = true;
  private consumption: Consumption | null = null;

  constructor(private readonly options: BatchServerOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.consume().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await this.consumption?.stop();
    this.consumption = null;
  }

  override on(): never {
    throw new Error('The batch server has no events of its own');
  }

  override unwrap<T>(): T {
    return this.options.broker as T;
  }

  private async consume(): Promise<void> {
    const { broker, ...options } = this.options;
    const topics = [...this.messageHandlers.keys()];
    this.consumption = await broker.consume({ ...options, topics, onBatch: (batch) => this.handle(batch) });
  }

  private async handle(batch: MessageBatch): Promise<void> {
    const handler = this.getHandlerByPattern(batch.topic);
    if (!handler) throw new Error(`No handler for the topic ${batch.topic}`);
    const result: unknown = await handler(batch.messages, new BatchContext([batch]));
    await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
  }
}
