import { describe } from '@jest/globals';
import { acquireTestKafka } from './kafka-broker.mjs';

export interface KafkaForTests {
  /** `host:port` of a real broker, shared by the whole test run: use topics and groups of your own. */
  brokers: string[];
}

/**
 * A real Kafka for a suite, or null where there is none, said loudly. With `REQUIRE_KAFKA=1`, as in CI, it throws then:
 * a suite that silently skips proves nothing.
 */
export async function kafkaForTests(): Promise<KafkaForTests | null> {
  const kafka = await acquireTestKafka();
  if ('brokers' in kafka) return kafka;
  if (process.env['REQUIRE_KAFKA'] === '1') throw new Error(`REQUIRE_KAFKA=1, but ${kafka.missing}`);
  process.stderr.write(
    `\n*** KAFKA SUITES ARE SKIPPED: ${kafka.missing}.\n` +
      '*** Install Java 17 and Maven, or Docker with the image apache/kafka, to run them.\n\n',
  );
  return null;
}

/** A `describe` on a real Kafka, skipped (loudly) where there is none. To be awaited at the top level of a test file. */
export async function describeKafka(name: string, define: (kafka: KafkaForTests) => void): Promise<void> {
  const kafka = await kafkaForTests();
  if (kafka) describe(name, () => define(kafka));
  else describe.skip(name, () => define({ brokers: [] }));
}

let names = 0;

/** A name for a topic or a group that no other test of the run uses. */
export function newName(kind: string): string {
  names += 1;
  return `test.${kind}.${process.pid}.${Date.now().toString(36)}.${names}`;
}

const ignore = () => undefined;

/** For suites that provoke what an operator should read. */
export const silentLogger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
