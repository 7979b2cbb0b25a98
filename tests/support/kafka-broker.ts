import { describe } from '@jest/globals';
import { acquireTestKafka } from './kafka-broker.mjs';

export interface KafkaForTests {
  /** `host:port` of a real broker, shared by the whole test run: use topics and groups of your own. */
  brokers: string[];
}

/** A real Kafka for a suite, or null where there is none; see `skipKafka` for what that means. */
export async function kafkaForTests(): Promise<KafkaForTests | null> {
  const kafka = await acquireTestKafka();
  if ('brokers' in kafka) return kafka;
  skipKafka(kafka.missing);
  return null;
}

/** Says loudly that a suite is skipped; with `REQUIRE_KAFKA=1`, as in CI, throws instead: a silent skip proves nothing. */
export function skipKafka(missing: string): void {
  if (process.env['REQUIRE_KAFKA'] === '1') throw new Error(`REQUIRE_KAFKA=1, but: ${missing}`);
  process.stderr.write(
    `\n*** A KAFKA SUITE IS SKIPPED: ${missing}.\n` +
      '*** Install Java 17 and Maven, or Docker with the image apache/kafka, to run it.\n\n',
  );
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
