import { checkKafka, kafkaConnection, type KafkaConnection, kafkaFields } from '@touchstone/broker';
import { readConfig } from '@touchstone/runtime';
import { z } from 'zod';

const Config = z.object(kafkaFields).superRefine(checkKafka);

/** How a command connects to Kafka: `--brokers` goes before the environment. @throws ConfigError */
export function kafkaOf(
  brokers: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Pick<KafkaConnection, 'brokers' | 'ssl' | 'sasl'> {
  const given = { ...env, ...(brokers !== undefined && { KAFKA_BROKERS: brokers }) };
  return kafkaConnection(readConfig(Config, given));
}
