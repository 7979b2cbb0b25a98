export * from './journey-row.js';
export * from './spend.js';
export * from './touch.js';
