import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { inboundTopics } from '@touchstone/broker';
import { countQuarantine } from '@touchstone/event-log';
import { metrics } from '@touchstone/runtime';
import { Gauge } from 'prom-client';
import { INGEST, type IngestParts } from './ingest-parts.js';

/** Figures that are asked for at each scrape. Where nobody answers, the last ones go: a stale figure would lie. */
@Injectable()
export class IngestGauges implements OnModuleInit {
  constructor(@Inject(INGEST) private readonly parts: IngestParts) {}

  onModuleInit(): void {
    const { pool, kafka } = this.parts;
    // no label for the workspace: whoever may scrape need not learn who the customers are
    gauge('touchstone_quarantine_messages', 'Open messages in quarantine', [], async () => {
      const counts = await countQuarantine(pool);
      return [[{}, counts.reduce((sum, { messages }) => sum + messages, 0)]];
    });
    if (!kafka) return;
    gauge(
      'touchstone_kafka_lag_messages',
      'Messages published and not yet taken, by topic and partition',
      ['topic', 'partition'],
      async () =>
        (await kafka.broker.lag(kafka.group, [...inboundTopics])).map(({ topic, partition, lagMessages }) => [
          { topic, partition: String(partition) },
          lagMessages,
        ]),
    );
  }
}

type Reading = [labels: Record<string, string>, value: number];

function gauge(name: string, help: string, labelNames: string[], read: () => Promise<Reading[]>): void {
  metrics.removeSingleMetric(name); // of an application closed before, in the same process
  const created = new Gauge({
    name,
    help,
    labelNames,
    registers: [metrics],
    collect: async () => {
      created.reset();
      for (const [labels, value] of await read().catch(() => [])) created.set(labels, value);
    },
  });
}
