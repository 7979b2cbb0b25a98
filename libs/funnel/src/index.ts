export * from './lead-context.js';
export * from './lead-facts.js';
export * from './scoring.js';
export * from './stages.js';
export { type StageVisit } from './stage-visits.js';
