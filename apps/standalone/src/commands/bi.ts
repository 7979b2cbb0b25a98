import {
  type BiTool,
  biTools,
  grantName,
  grantStatements,
  listGrantsSql,
  revokeStatements,
} from '@touchstone/bi';
import { openClickHouse, type ClickHouse } from '@touchstone/facts';
import { Fault, messageOf } from '@touchstone/runtime';
import { type Command, Option } from 'commander';
import { randomBytes } from 'node:crypto';
import { toolSteps } from './bi-tool-steps.js';
import { answer } from './output.js';

interface Options {
  tool: BiTool;
  workspace: string;
  clickhouse?: string;
  printSql: boolean;
  json: boolean;
}

/** `touchstone bi grant|revoke|list` */
export function addBi(program: Command): void {
  const bi = program
    .command('bi')
    .description(
      'who reads the views of database bi on a ClickHouse server (standalone: an API key is enough)',
    );

  common(bi.command('grant'))
    .description('make a user for a tool: read-only, limited, one workspace; its password is shown this once')
    .action(async (options: Options) => {
      const server = serverOf(options);
      const password = randomBytes(24).toString('base64url');
      const name = grantName(options);
      const statements = grantStatements({ ...options, ...server }, password);
      if (options.printSql) print(statements);
      else await run(server.url, statements);
      const { hostname: host, port } = new URL(server.url);
      const found = { host, port: Number(port || 8123), database: 'bi', user: name, password };
      const text = `host      ${host}\nport      ${found.port}\ndatabase  bi\nuser      ${name}\npassword  ${password}\n\n${toolSteps[options.tool]}`;
      if (options.printSql) process.stderr.write(`${text}\n`);
      else answer(options.json, found, text);
    });

  common(bi.command('revoke'))
    .description('take the user of a tool away again')
    .action(async (options: Options) => {
      const server = serverOf(options);
      const statements = revokeStatements({ ...options, ...server });
      if (options.printSql) return print(statements);
      await run(server.url, statements);
      answer(options.json, { revoked: grantName(options) }, `${grantName(options)} is gone`);
    });

  addServer(bi.command('list'))
    .description('users that were granted')
    .action(async (options: Options) => {
      const { url } = serverOf(options);
      const users = await withServer(url, (server) =>
        server.query<{ name: string }>({ name: 'bi_users', sql: listGrantsSql }),
      );
      answer(options.json, { users }, users.map(({ name }) => name).join('\n'));
    });
}

const addServer = (command: Command): Command =>
  command
    .option('--clickhouse <url>', 'the server, with a user that may grant (default: CLICKHOUSE_URL)')
    .option('--json', 'print one JSON object and nothing else', false);

const common = (command: Command): Command =>
  addServer(command)
    .addOption(new Option('--tool <name>', 'which tool').choices([...biTools]).makeOptionMandatory())
    .requiredOption('--workspace <name>', 'whose data it reads')
    .option('--print-sql', 'print the statements instead of running them', false);

/** Where facts lie, and who Touchstone is there. @throws Fault */
function serverOf({ clickhouse, printSql }: Options) {
  const url =
    clickhouse ??
    process.env['CLICKHOUSE_URL'] ??
    (printSql ? 'http://touchstone@localhost:8123/touchstone' : '');
  if (!/^https?:\/\//.test(url))
    throw new Fault(
      'invalid_request',
      'Users are made on a ClickHouse server: name it with --clickhouse or CLICKHOUSE_URL, as http://user:password@host:8123/database. A standalone Touchstone has none; there the password is an API key with the scope query:read (touchstone keys create).',
    );
  const { username, pathname } = new URL(url);
  return {
    url,
    database: decodeURIComponent(pathname.slice(1)) || 'default',
    ownUser: decodeURIComponent(username) || 'default',
  };
}

function print(statements: readonly string[]): void {
  process.stdout.write(statements.map((statement) => `${statement};\n`).join(''));
}

const run = (url: string, statements: readonly string[]): Promise<void> =>
  withServer(url, async (server) => {
    for (const statement of statements) await server.command(statement);
  });

async function withServer<T>(url: string, work: (server: ClickHouse) => Promise<T>): Promise<T> {
  const server = await openClickHouse({ url });
  try {
    return await work(server);
  } catch (cause) {
    throw new Fault('unavailable', `ClickHouse refused: ${messageOf(cause)}`, { cause });
  } finally {
    await server.close();
  }
}
