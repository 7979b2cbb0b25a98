import { EventLog1700000000000 } from './1700000000000-event-log.js';
import { QuarantineResolution1700000000300 } from './1700000000300-quarantine-resolution.js';

export const eventLogMigrations = [EventLog1700000000000, QuarantineResolution1700000000300];
