import { allTopics, KafkajsBroker } from '@touchstone/broker';
import { createLogger, Fault, messageOf } from '@touchstone/runtime';
import type { Command } from 'commander';
import { kafkaOf } from './kafka-options.js';
import { answer } from './output.js';

/** `touchstone topics create` */
export function addTopics(program: Command): void {
  program
    .command('topics')
    .description('the topics of Kafka')
    .command('create')
    .description('create the topics that are missing; those that exist are left as they are')
    .option('--brokers <host:port,...>', 'brokers of the cluster (default: KAFKA_BROKERS)')
    .option('--replicas <number>', "copies of each message (default: the broker's own)", Number)
    .option('--json', 'print one JSON object and nothing else', false)
    .action(async (options: { brokers?: string; replicas?: number; json: boolean }) => {
      const connection = kafkaOf(options.brokers);
      const broker = new KafkajsBroker({
        ...connection,
        clientId: 'touchstone-topics',
        logger: createLogger('topics', 'silent'),
      });
      const { replicas } = options;
      try {
        const specs = allTopics.map(({ name, partitions, retentionDays }) => ({
          name,
          partitions,
          retentionDays,
          ...(replicas && { replicas }),
        }));
        const topics = await broker.createTopics(specs);
        answer(
          options.json,
          topics,
          `${topics.created.length} topics created, ${topics.existing.length} were there`,
        );
      } catch (cause) {
        throw new Fault(
          'unavailable',
          `Topics could not be created at ${connection.brokers.join(', ')}: ${messageOf(cause)}`,
          { cause },
        );
      } finally {
        await broker.close();
      }
    });
}
