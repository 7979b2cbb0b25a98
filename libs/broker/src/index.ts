export * from './broker.js';
export * from './cloud-event-codec.js';
export * from './topics.js';
