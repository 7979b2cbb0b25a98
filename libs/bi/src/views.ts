import type { ClickHouse } from '@touchstone/facts';
import { acquisitionCost } from './acquisition-cost.js';
import { credit, creditByChannelDay, unattributed } from './credit.js';
import { lifetimeValue } from './lifetime-value.js';
import { retention } from './retention.js';
import { restatements } from './restatements.js';
import { customers } from './customers.js';
import { deals } from './deals.js';
import { leads, stageEntries } from './leads.js';
import { accounts, people } from './people.js';
import { slaClocks } from './sla-clocks.js';
import { spend } from './spend.js';
import { stageCredit } from './stage-credit.js';
import { touches } from './touches.js';
import { createInnerViewSql } from './inner-view.js';
import { createViewSql, type View } from './view.js';

/**
 * Settings for queries of the views: chains of comparisons are not looked for, which takes longer than it saves; and journeys
 * are few and wide, so that thresholds made for narrow rows, and blocks of as many rows, would leave a query on one thread. Keys of groups are as simple as they get: looking
 * for simpler ones takes a tenth of planning.
 */
export const viewSettings = {
  optimize_and_compare_chain: 0,
  merge_tree_min_rows_for_concurrent_read: 8192,
  merge_tree_min_bytes_for_concurrent_read: 1_048_576,
  max_block_size: 8192,
  optimize_group_by_function_keys: 0,
  optimize_aggregators_of_group_by_keys: 0,
} as const;

/** Every view of database `bi`, those that others read first. */
export const biViews: readonly View[] = [
  touches,
  deals,
  leads,
  stageEntries,
  slaClocks,
  people,
  accounts,
  spend,
  credit,
  creditByChannelDay,
  unattributed,
  restatements,
  customers,
  acquisitionCost,
  stageCredit,
  lifetimeValue,
  retention,
];

/** What they read beside tables and each other, in the database of the facts, where nobody looks for views to ask. */
export const innerViews = [...new Set(biViews.flatMap(({ behind = [] }) => behind))];

/** Creates database `bi` with its views over the facts of the current database, or replaces them by those of this release. */
export async function createBiViews(clickhouse: ClickHouse): Promise<void> {
  await clickhouse.command('CREATE DATABASE IF NOT EXISTS bi');
  for (const view of biViews) {
    for (const inner of view.behind ?? []) await clickhouse.command(createInnerViewSql(inner));
    await clickhouse.command(createViewSql(view));
  }
}
