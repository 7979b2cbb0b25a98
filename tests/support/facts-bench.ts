import { afterAll, beforeAll } from '@jest/globals';
import { migrate } from '@touchstone/facts';
import { freshClickHouse } from './clickhouse.js';

/** An embedded ClickHouse with its tables, for the tests of a suite. */
export function factsBench() {
  let engine: Awaited<ReturnType<typeof freshClickHouse>>;
  let workspaces = 0;

  beforeAll(async () => {
    engine = await freshClickHouse();
    await migrate(engine.clickhouse);
  });
  afterAll(() => engine.drop());

  return {
    get clickhouse() {
      return engine.clickhouse;
    },
    /** The name of another workspace. */
    workspace: () => `generated-${++workspaces}`,
  };
}
