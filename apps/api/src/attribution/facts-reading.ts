import type { ClickHouse } from '@touchstone/facts';
import { Fault } from '@touchstone/runtime';

/** The result of work on the facts. @throws Fault `unavailable` while ClickHouse is away. */
export async function readingFacts<T>(clickhouse: ClickHouse, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Fault || (await clickhouse.ping().catch(() => false))) throw cause;
    throw new Fault('unavailable', 'The facts cannot be read now; try again.', {
      retry: true,
      retryAfterSeconds: 5,
      cause,
    });
  }
}
