export * from './api-key.guard.js';
export * from './api-key.js';
export * from './api-keys.js';
export * from './entities.js';
export { accessMigrations } from './migrations/index.js';
