export * from './batch-server.js';
export * from './broker.js';
export * from './cloud-event-codec.js';
export * from './kafka-config.js';
export { type KafkaConnection, KafkajsBroker } from './kafkajs-broker.js';
export * from './open-broker.js';
export * from './topics.js';
