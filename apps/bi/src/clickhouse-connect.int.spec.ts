import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type OpenDoor, openDoor } from './open-door.fixture.spec.js';

const run = promisify(execFile);
let venv: string | undefined;

/** A Python with clickhouse-connect and pyarrow: that of TEST_PYTHON, else one of its own; null: there is none to be had. */
async function pythonWithConnect(): Promise<string | null> {
  const given = process.env['TEST_PYTHON'];
  try {
    if (!given) {
      venv = await mkdtemp(join(tmpdir(), 'touchstone-python-'));
      await run('python3', ['-m', 'venv', venv]);
      const packages = ['clickhouse-connect', 'pyarrow'];
      await run(join(venv, 'bin', 'pip'), ['install', '--quiet', ...packages], { timeout: 180_000 });
    }
    const python = given ?? join(venv!, 'bin', 'python');
    await run(python, ['-c', 'import clickhouse_connect, pyarrow']);
    return python;
  } catch (thrown) {
    process.stderr.write(`NOT TESTED: clickhouse-connect, as it is not at hand here: ${String(thrown)}\n`);
    return null;
  }
}

const python = await pythonWithConnect();

const script = `
import clickhouse_connect, json, sys
host, port, key = sys.argv[1:]
client = clickhouse_connect.get_client(host=host, port=int(port), username='superset', password=key)
found = {}
found['tables'] = [row[0] for row in client.query('SHOW TABLES FROM bi').result_rows]
found['comment'] = client.query("SELECT comment FROM system.tables WHERE name = 'touches'").result_rows[0][0]
found['described'] = len(client.query('DESCRIBE TABLE bi.touches').result_rows)
found['count'] = client.query('SELECT count() FROM bi.touches WHERE channel = {c:String}', parameters={'c': 'email'}).result_rows[0][0]
found['arrow'] = client.query_arrow('SELECT channel, occurred_at FROM bi.touches').num_rows
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

describe('clickhouse-connect, which Superset and dbt ask with', () => {
  let open: OpenDoor;
  beforeAll(async () => void (open = await openDoor()));
  afterAll(async () => {
    await open.close();
    if (venv) await rm(venv, { recursive: true, force: true });
  });

  (python ? it : it.skip)('takes the door for a server', async () => {
    const { hostname, port } = new URL(open.door.url);
    const { stdout } = await run(python!, ['-c', script, hostname, port, open.key]);
    const found = JSON.parse(stdout) as Record<string, unknown>;
    expect(found).toMatchObject({ count: 2, arrow: 5, streamed: 5000 });
    expect(found['tables']).toContain('credit_by_channel_day');
    expect(found['comment']).toMatch(/^One row a recorded/);
    expect(found['failed']).toContain('UNKNOWN_IDENTIFIER');
    expect(found['refused']).toContain('READONLY');
  });
});
