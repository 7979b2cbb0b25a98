export * from './concerning-touches.js';
export * from './business-hours.js';
export * from './funnel-report.js';
export * from './clock-changes.js';
export * from './clock-state.js';
export * from './lead-alerts.js';
export * from './lead-clocks.js';
export * from './lead-context.js';
export * from './lead-facts.js';
export * from './lead-findings.js';
export {
  type LeadDimension,
  leadDimensions,
  type LeadFilters,
  noLabel as noLeadLabel,
} from './lead-labels.js';
export * from './lead-list.js';
export * from './lead-version.js';
export * from './leads-created.js';
export * from './scoring.js';
export * from './scoring-report.js';
export * from './sla-leads.js';
export * from './sla-question.js';
export * from './sla-report.js';
export * from './stage-moves.js';
export * from './stages.js';
export * from './velocity-deals.js';
export { visitorDimensions } from './visitors.js';
export * from './velocity-report.js';
export { type SourcedFigures } from './sourced.js';
export { type StageVisit } from './stage-visits.js';
