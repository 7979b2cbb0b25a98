export { IngestConfigSchema } from './ingest-config.js';
export { IngestModule } from './ingest.module.js';
export type { IngestParts } from './ingest-parts.js';
export { consumeFromKafka } from './kafka/consume.js';
export {
  type Delivery as SegmentDelivery,
  mapCall,
  type MappedCall,
  segmentSource,
} from './segment/map-call.js';
export { eventNames as segmentEventNames } from './segment/interaction-names.js';
export type { SpendImportAnswer } from './spend/spend-import-answer.js';
export type { TargetImportAnswer } from './target-accounts/target-import-answer.js';
