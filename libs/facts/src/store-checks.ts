import type { Pool, ReadinessCheck } from '@touchstone/runtime';
import type { ClickHouse } from './clickhouse.js';

/** Both stores answer: what whoever reads the log and the facts needs. */
export const storeChecks = (pool: Pool, clickhouse: ClickHouse): ReadinessCheck[] => [
  { name: 'postgres', check: () => pool.query('SELECT 1') },
  {
    name: 'clickhouse',
    check: async () => {
      if (!(await clickhouse.ping())) throw new Error('ClickHouse does not answer');
    },
  },
];
