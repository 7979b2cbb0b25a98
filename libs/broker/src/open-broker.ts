import { kafkaConnection, type KafkaSettings } from './kafka-config.js';
import { KafkajsBroker, type KafkaConnection } from './kafkajs-broker.js';

/** The broker that checked settings name; undefined where they name none. */
export function openBroker(
  settings: KafkaSettings,
  process: Pick<KafkaConnection, 'clientId' | 'logger'>,
): KafkajsBroker | undefined {
  const { KAFKA_BROKERS } = settings;
  return (
    KAFKA_BROKERS && new KafkajsBroker({ ...kafkaConnection({ ...settings, KAFKA_BROKERS }), ...process })
  );
}
