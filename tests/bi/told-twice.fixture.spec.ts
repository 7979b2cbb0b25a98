import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { ApiKeys } from '@touchstone/access';
import { createBiViews } from '@touchstone/bi';
import { openBiDoor } from '@touchstone/bi-door';
import type { CloudEvent } from '@touchstone/contracts';
import { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { createLogger } from '@touchstone/runtime';
import { openApi } from '../../apps/api/src/api.fixture.spec.js';
import { tellCustomers } from '../../apps/api/src/customers/customers.fixture.spec.js';
import { tellStory } from '../../apps/api/src/story.fixture.spec.js';
import { generateDemo } from '../../apps/standalone/src/demo/generate.js';

/** One who asks the API and the door for BI the same, of one workspace. */
export interface Asking {
  /** Body of an answer of the API. */
  api<Answer>(path: string): Promise<Answer>;
  /** Rows of a query of the views; 64-bit integers and decimals as text. */
  bi(sql: string): Promise<Record<string, string>[]>;
  /** How many rows the engine read to answer. */
  rowsRead(sql: string): Promise<number>;
}

/** Both over the same facts: the demo company, the story of a quarter that is restated, and that of three customers. */
export interface ToldTwice {
  /** With margins, published after everything else: at position `beforeMargins` there is none. */
  demo: Asking & { beforeMargins: number };
  story: Asking;
  customers: Asking;
  clickhouse: ClickHouse;
  /** Who asks of a workspace of which nothing was told. */
  asking(workspace: string): Promise<Asking>;
  close(): Promise<void>;
}

/**
 * Views have the calendar of UTC and know no rates: the demo's workspace is in UTC, and what its platforms
 * bill in other currencies is told in its own. Every tenth deal is in a currency without a rate.
 */
const demoEvents = (): CloudEvent[] =>
  generateDemo({ seed: 7, end: new Date('2026-06-30T00:00:00Z'), scale: 0.05 }).map((event) => {
    const data = event.data as {
      definition?: object;
      cost?: { amountMinor: number; currency: string };
      dealId?: string;
      amount?: { amountMinor: number; currency: string };
    };
    if (data.dealId?.endsWith('7') && data.amount)
      return { ...event, data: { ...data, amount: { ...data.amount, currency: 'ISK' } } };
    if (event.type === 'rule.published.v1')
      return { ...event, data: { ...data, definition: { ...data.definition, timeZone: 'UTC' } } };
    if (!data.cost) return event;
    return { ...event, data: { ...data, cost: { ...data.cost, currency: 'EUR' } } };
  });

/** A deal that nobody said a stage of. */
const withoutStage: CloudEvent = {
  ...{
    specversion: '1.0',
    id: 'no-stage',
    source: 'test',
    type: 'deal.won.v1',
    time: '2026-06-20T00:00:00Z',
  },
  data: { dealId: 'no-stage', amount: { amountMinor: 12_345, currency: 'EUR' } },
};

/** Told last: a margin that changes, and later one that changes what was before. */
const margins: CloudEvent[] = [
  [{ from: '2026-01-01', margin: '0.5' }],
  [
    { from: '2025-09-01', margin: '0.785' },
    { from: '2026-03-01', margin: '0.812345' },
    { from: '2025-12-15', margin: '0.333333' },
  ],
].map((published, nth) => ({
  ...{ specversion: '1.0', id: `margins-${nth}`, source: 'test', type: 'rule.published.v1' },
  ...{ time: '2026-06-30T00:00:00Z', data: { rule: 'margin', definition: { margins: published } } },
}));

export async function openToldTwice(): Promise<ToldTwice> {
  const api = await openApi();
  const { bench } = api;
  await bench.append('demo', [...demoEvents(), withoutStage], 500);
  const { position: beforeMargins } = (await new LogReader(bench.pool).heads())[0]!;
  await bench.append('demo', margins, 1);
  await tellStory(api, 'story', 'all');
  await tellCustomers(api, 'customers');
  await createBiViews(bench.clickhouse);
  const keys = new ApiKeys(bench.pool);
  const logger = createLogger('test', 'silent');
  const door = await openBiDoor({ port: 0, host: '127.0.0.1', path: bench.factsFolder, keys, logger });
  const clients: ClickHouseClient[] = [];
  const asking = async (workspace: string): Promise<Asking> => {
    const key = await api.keyOf(workspace);
    const client = createClient({ url: door.url, username: 'bi', password: key });
    clients.push(client);
    return {
      api: async <Answer>(path: string) => {
        const { status, body, text } = await api.get(path, key);
        if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
        return body as Answer;
      },
      bi: async (query) => {
        const clickhouse_settings = {
          output_format_json_quote_64bit_integers: 1,
          output_format_json_quote_decimals: 1,
        } as const;
        return (await client.query({ query, format: 'JSONEachRow', clickhouse_settings })).json();
      },
      rowsRead: async (query) =>
        (await (await client.query({ query, format: 'JSON' })).json()).statistics!.rows_read,
    };
  };
  return {
    demo: { ...(await asking('demo')), beforeMargins },
    story: await asking('story'),
    customers: await asking('customers'),
    clickhouse: bench.clickhouse,
    asking,
    close: async () => {
      for (const client of clients) await client.close();
      await door.stop();
      await api.close();
    },
  };
}
