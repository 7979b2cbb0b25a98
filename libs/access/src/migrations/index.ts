import { Access1700000000100 } from './1700000000100-access.js';
import { DisabledSources1700000000400 } from './1700000000400-disabled-sources.js';

export const accessMigrations = [Access1700000000100, DisabledSources1700000000400];
