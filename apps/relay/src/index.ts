export * from './relay.js';
export * from './relay.module.js';
export { relayFields } from './relay-config.js';
