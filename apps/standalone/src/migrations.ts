import { accessMigrations } from '@touchstone/access';
import { alertMigrations } from '@touchstone/alerts';
import { eventLogMigrations } from '@touchstone/event-log';
import { timelineMigrations } from '@touchstone/timeline';
import type { MigrationInterface } from 'typeorm';

/** The whole schema in PostgreSQL. */
export const migrations: (new () => MigrationInterface)[] = [
  ...eventLogMigrations,
  ...accessMigrations,
  ...timelineMigrations,
  ...alertMigrations,
];
