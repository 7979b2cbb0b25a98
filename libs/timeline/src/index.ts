export { type AccountDirectory, type AccountKey } from './account-directory.js';
export * from './accounts.js';
export {
  type BookRecord,
  type ConversionRecord,
  type SubjectRecord,
  type WrittenJourney,
} from './conversion-book.js';
export * from './buying-group.js';
export * from './conversion-portions.js';
export * from './conversions.js';
export * from './deal.js';
export * from './definitions.js';
export * from './identity.js';
export { type AccountOfKey, type KeyOwners } from './key-owners.js';
export { accountIdOf, isWeak, kindOf, personIdOf } from './keys.js';
export * from './lead.js';
export * from './link-as-of.js';
export { type LeadEntry } from './lead-entries.js';
export { timelineMigrations, timelineTables } from './migrations/index.js';
export { compareMoments, compareText, type Moment } from './order.js';
export * from './people.js';
export * from './person-account.js';
export * from './rates.js';
export * from './review.js';
export { type Change } from './stream-fold.js';
export { type Subject, type SubjectKind } from './subjects.js';
export * from './subscription.js';
export * from './timeline-state.js';
export * from './timeline-loader.js';
export * from './timeline-reader.js';
export { saveTimeline } from './timeline-writer.js';
