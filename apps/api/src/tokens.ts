import type { PersonalData } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { type Pool, tokenOf } from '@touchstone/runtime';
import type { TimelineReader } from '@touchstone/timeline';

export const POOL = tokenOf<Pool>('POOL');
export const CLICKHOUSE = tokenOf<ClickHouse>('CLICKHOUSE');
export const PERSONAL_DATA = tokenOf<PersonalData>('PERSONAL_DATA');
export const TIMELINES = tokenOf<TimelineReader>('TIMELINES');
