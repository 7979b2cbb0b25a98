export * from './bi-door.js';
export { defaultLimits, type Limits } from './settings.js';
