export { type AcquisitionAnswer, acquisitionExample } from './acquisition-cost/acquisition-answer.js';
export * from './api.module.js';
export * from './config.js';
export { mountDocuments, openApiDocument } from './documents/openapi.js';
export { generateDocuments } from './generate.js';
export { type FunnelAnswer, funnelExample } from './funnel/funnel-answer.js';
export { type LifetimeValueAnswer, lifetimeValueExample } from './lifetime-value/lifetime-value-answer.js';
export { serveApi } from './serve.js';
export { type SlaAnswer, slaExample } from './sla/sla-answer.js';
