import { afterAll, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../tests/support/eventually.js';
import { describeKafka, newName, silentLogger } from '../../../tests/support/kafka-broker.js';
import { BatchContext, KafkaBatchServer, OnBatch } from './batch-server.js';
import type { BrokerMessage } from './broker.js';
import { KafkajsBroker } from './kafkajs-broker.js';

const leads = newName('leads');
const deals = newName('deals');
const refunds = newName('refunds');

@Controller()
class BatchController {
  readonly seen: string[] = [];
  readonly contexts: object[] = [];
  failuresLeft = 2;

  @OnBatch(leads)
  async onLeads(@Payload() messages: BrokerMessage[], @Ctx() context: BatchContext) {
    await context.heartbeat();
    await sleep(100);
    this.seen.push(...messages.map(({ value }) => `lead ${value?.toString()}`));
    const { topic, partition, firstOffset, lastOffset } = context;
    this.contexts.push({ topic, partition, firstOffset, lastOffset, isStale: context.isStale() });
  }

  @OnBatch(deals, refunds)
  async onDeals(@Payload() messages: BrokerMessage[]) {
    await sleep(10);
    if (this.failuresLeft > 0) {
      this.failuresLeft -= 1;
      throw new Error('the store is down');
    }
    this.seen.push(...messages.map(({ value }) => `deal ${value?.toString()}`));
  }
}

@Module({ controllers: [BatchController] })
class BatchModule {}

await describeKafka('the batch server', ({ brokers }) => {
  const broker = new KafkajsBroker({ brokers, clientId: 'test', logger: silentLogger });
  afterAll(() => broker.close());

  it('hands whole batches to Nest handlers, again after a failure, and commits before it is closed', async () => {
    await broker.createTopics(
      [leads, deals, refunds].map((name) => ({ name, partitions: 1, retentionDays: 1 })),
    );
    await broker.publish(
      [leads, deals, refunds].flatMap((topic) =>
        ['1', '2', '3'].map((value) => ({ topic, key: 'k', value })),
      ),
    );
    const groupId = newName('group');
    const testing = await Test.createTestingModule({ imports: [BatchModule] }).compile();
    const app = testing.createNestApplication();
    app.useLogger(false);
    app.connectMicroservice({
      strategy: new KafkaBatchServer({ broker, groupId, retryDelayMs: { first: 20, largest: 20 } }),
    });
    await app.startAllMicroservices();
    const controller = app.get(BatchController);
    await eventually(() => controller.seen.length >= 9);
    await app.close();

    expect([...controller.seen].sort()).toEqual([
      'deal 1',
      'deal 1',
      'deal 2',
      'deal 2',
      'deal 3',
      'deal 3',
      'lead 1',
      'lead 2',
      'lead 3',
    ]);
    expect(controller.failuresLeft).toBe(0);
    expect(controller.contexts).toEqual([
      { topic: leads, partition: 0, firstOffset: '0', lastOffset: '2', isStale: false },
    ]);
    const lags = await broker.lag(groupId, [leads, deals, refunds]);
    expect(lags.map(({ lagMessages }) => lagMessages)).toEqual([0, 0, 0]);
  });
});
