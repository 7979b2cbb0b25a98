import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BatchContext, type BrokerMessage, inboundTopics, OnBatch } from '@touchstone/broker';
import { InboundBatches } from './inbound-batches.js';

/** Every inbound topic leads to the same place: what a message is, it says itself. */
@Controller()
export class InboundController {
  constructor(private readonly batches: InboundBatches) {}

  @OnBatch(...inboundTopics)
  take(@Payload() messages: BrokerMessage[], @Ctx() context: BatchContext): Promise<void> {
    return this.batches.take(messages, () => context.isStale());
  }
}
