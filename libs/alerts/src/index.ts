export * from './alert.js';
export * from './alert-book.js';
export { alertMigrations } from './migrations/index.js';
