import { accessMigrations } from '@touchstone/access';
import { eventLogMigrations } from '@touchstone/event-log';
import { timelineMigrations } from '@touchstone/timeline';

/** The whole schema in PostgreSQL. */
export const migrations = [...eventLogMigrations, ...accessMigrations, ...timelineMigrations];
