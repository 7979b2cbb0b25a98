import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenDoor, openDoor } from './open-door.fixture.spec.js';
import { pythonWith } from './python-with.fixture.spec.js';

const python = await pythonWith(
  ['clickhouse-connect[sqlalchemy]', 'pyarrow'],
  'clickhouse_connect.cc_sqlalchemy, pyarrow',
);

const connect = `
import clickhouse_connect, io, json, pyarrow.parquet, sys
host, port, key = sys.argv[1:]
client = clickhouse_connect.get_client(host=host, port=int(port), username='superset', password=key)
found = {}
found['tables'] = [row[0] for row in client.query('SHOW TABLES FROM bi').result_rows]
found['comment'] = client.query("SELECT comment FROM system.tables WHERE name = 'touches'").result_rows[0][0]
found['described'] = len(client.query('DESCRIBE TABLE bi.touches').result_rows)
found['count'] = client.query('SELECT count() FROM bi.touches WHERE channel = {c:String}', parameters={'c': 'email'}).result_rows[0][0]
found['arrow'] = client.query_arrow('SELECT channel, occurred_at FROM bi.touches').num_rows
parquet = client.raw_query('SELECT deal_id, won_at, credit_linear_minor, credit_linear FROM bi.credit', fmt='Parquet')
table = pyarrow.parquet.read_table(io.BytesIO(parquet))
found['parquet'] = [table.num_rows, sum(table['credit_linear_minor'].to_pylist()), [str(one.type) for one in table.schema]]
found['credit'] = client.query('SELECT count(), sum(credit_linear_minor) FROM bi.credit').result_rows[0]
with client.query_row_block_stream('SELECT number FROM numbers(5000)') as stream:
    found['streamed'] = sum(len(block) for block in stream)
try:
    client.query('SELECT nothing_like_it FROM bi.touches')
except Exception as error:
    found['failed'] = str(error)
try:
    client.command('DROP VIEW bi.touches')
except Exception as error:
    found['refused'] = str(error)
print(json.dumps(found))
`;

const superset = `
import json, sys
from sqlalchemy import create_engine, inspect, text
host, port, key = sys.argv[1:]
engine = create_engine(f'clickhousedb://superset:{key}@{host}:{port}/bi')
found = {}
inspector = inspect(engine)
found['schemas'] = inspector.get_schema_names()
found['tables'] = inspector.get_table_names('bi') + inspector.get_view_names('bi')
found['comment'] = inspector.get_table_comment('credit', 'bi')['text']
columns = {column['name']: column for column in inspector.get_columns('credit', 'bi')}
found['columns'] = [columns['credit_linear_minor']['comment'], str(columns['won_at']['type'])]
with engine.connect() as connection:
    found['one'] = connection.execute(text('SELECT 1')).scalar()
    asked = text('SELECT count() FROM bi.touches WHERE channel = :channel')
    found['count'] = connection.execute(asked, {'channel': 'email'}).scalar()
    streamed = connection.execution_options(stream_results=True).execute(text('SELECT number FROM numbers(5000)'))
    found['streamed'] = sum(len(block) for block in streamed.partitions(500))
    # what Superset writes for a chart of a dataset by month
    chart = text("""SELECT toStartOfMonth(toDateTime(won_at)) AS __timestamp, channel AS channel, sum(credit_linear) AS credit
      FROM bi.credit WHERE won_at >= toDateTime('2000-01-01 00:00:00') AND won_at < toDateTime('2100-01-01 00:00:00')
      GROUP BY channel, toStartOfMonth(toDateTime(won_at)) ORDER BY credit DESC LIMIT 1000""")
    found['chart'] = len(connection.execute(chart).fetchall())
    for name, statement in {'failed': 'SELECT nothing_like_it FROM bi.touches', 'refused': 'DROP VIEW bi.touches'}.items():
        try:
            connection.execute(text(statement))
        except Exception as error:
            found[name] = str(error)
print(json.dumps(found))
`;

const gone = `
import clickhouse_connect, json, sys
host, port, key = sys.argv[1:]
client = clickhouse_connect.get_client(host=host, port=int(port), username='superset', password=key, send_receive_timeout=2, query_retries=0)
found = {}
try:
    client.query('SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))')
except Exception as error:
    found['ended'] = type(error).__name__
print(json.dumps(found))
`;

describe('clients of Python', () => {
  let open: OpenDoor;
  let door: [string, string, string];
  beforeAll(async () => {
    open = await openDoor();
    const { hostname, port } = new URL(open.door.url);
    door = [hostname, port, open.key];
  });
  afterAll(async () => {
    await open.close();
    await python?.remove();
  });
  const where = python ? it : it.skip;

  where('clickhouse-connect takes the door for a server', async () => {
    const found = await python!.run(connect, ...door);
    expect(found).toMatchObject({ count: 2, arrow: 5, streamed: 5000 });
    expect(found['tables']).toContain('credit_by_channel_day');
    expect(found['comment']).toMatch(/^One row a recorded/);
    expect(found['failed']).toContain('UNKNOWN_IDENTIFIER');
    expect(found['refused']).toContain('READONLY');
    const [rows, minor] = found['credit'] as number[];
    expect(rows).toBeGreaterThan(50);
    const types = ['string', 'timestamp[ms, tz=UTC]', 'int64', 'decimal128(38, 4)'];
    expect(found['parquet']).toEqual([rows, minor, types]);
  });

  where('SQLAlchemy, which Superset asks with, finds views, comments and answers', async () => {
    const found = await python!.run(superset, ...door);
    expect(found).toMatchObject({ one: 1, count: 2, streamed: 5000 });
    expect(found['schemas']).toContain('bi');
    expect(found['schemas']).not.toContain('default');
    expect(found['tables']).toEqual(expect.arrayContaining(['credit', 'acquisition_cost', 'touches']));
    expect(found['comment']).toMatch(/^One row a won deal/);
    expect((found['columns'] as string[])[0]).toContain('whole minor units');
    expect((found['columns'] as string[])[1]).toMatch(/^DateTime64/i);
    expect(found['chart']).toBeGreaterThan(3);
    expect(found['failed']).toContain('UNKNOWN_IDENTIFIER');
    expect(found['refused']).toContain('READONLY');
  });

  where('a query whose client no longer waits is ended', async () => {
    const found = await python!.run(gone, ...door);
    expect(found['ended']).toMatch(/Error/);
    const running = async () =>
      (
        await open.clickhouse.query<{ n: string }>({
          name: 'n',
          sql: "SELECT count() AS n FROM system.processes WHERE Settings['log_comment'] LIKE 'bi:%'",
        })
      )[0]!.n;
    for (let left = 100; left > 0 && (await running()) !== '0'; left--)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await running()).toBe('0');
  });
});
