import { type ClickHouse, toInstant } from '@touchstone/facts';
import type { GeneratedJourney } from './generated-journeys.js';

const moments = new Set(['convertedAt', 'createdAt', 'touchAt', 'leadAt']);

/** Writes journeys with every column the table has, straight: what a report reads, whoever else writes it. */
export async function insertJourneys(
  clickhouse: ClickHouse,
  rows: readonly GeneratedJourney[],
  token: string,
): Promise<void> {
  await clickhouse.insert(
    'journeys',
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          moments.has(name) ? momentOf(value as number | number[] | null) : plain(value),
        ]),
      ),
    ),
    { token },
  );
}

const momentOf = (value: number | number[] | null) =>
  value === null ? null : Array.isArray(value) ? value.map(toInstant) : toInstant(value);

const plain = (value: unknown) =>
  typeof value === 'bigint' ? value.toString() : typeof value === 'boolean' ? Number(value) : value;
