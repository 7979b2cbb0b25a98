export * from './answer.js';
export * from './models.js';
export * from './parameters.js';
export { reasons, type Reason } from './query.js';
export * from './report.js';
export * from './request.js';
