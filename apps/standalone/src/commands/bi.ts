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
import { type Command, InvalidArgumentError, Option } from 'commander';
import { randomBytes } from 'node:crypto';
import { assumptions, biServer, type BiServer } from './bi-server.js';
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
    .description(
      'make a user for a tool: read-only, limited, one workspace; its password is shown this once. A user that there is gets a new password',
    )
    .option('--keep-password', 'renew the rights of a user that there is, after an update', false)
    .action(async (options: Options & { keepPassword: boolean }) => {
      const server = serverOf(options);
      const password = options.keepPassword ? null : randomBytes(24).toString('base64url');
      const statements = grantStatements({ ...options, ...server }, password);
      if (options.printSql) print(server, statements);
      else await run(server.url, statements);
      const { host, port, tls } = server;
      const found = { host, port, tls, database: 'bi', user: grantName(options), password };
      const text = `${connection(found)}\n\n${toolSteps[options.tool]}`;
      if (options.printSql) process.stderr.write(`${text}\n`);
      else answer(options.json, found, text);
    });

  common(bi.command('revoke'))
    .description('take the user of a tool away again')
    .action(async (options: Options) => {
      const server = serverOf(options);
      const statements = revokeStatements({ ...options, ...server });
      if (options.printSql) return print(server, statements);
      await run(server.url, statements);
      answer(options.json, { revoked: grantName(options) }, `${grantName(options)} is gone`);
    });

  addServer(bi.command('list'))
    .description('users that were granted')
    .action(async (options: Options) => {
      const server = serverOf(options);
      if (options.printSql) return print(server, [listGrantsSql]);
      const users = await withServer(server.url, (clickhouse) =>
        clickhouse.query<{ name: string }>({ name: 'bi_users', sql: listGrantsSql }),
      );
      answer(options.json, { users }, users.map(({ name }) => name).join('\n'));
    });
}

interface Connection {
  host: string;
  port: number;
  tls: boolean;
  database: string;
  user: string;
  password: string | null;
}

const connection = ({ host, port, tls, database, user, password }: Connection): string =>
  [
    ['host', host],
    ['port', `${port}${tls ? ' (HTTPS: switch on SSL or TLS in the tool)' : ''}`],
    ['database', database],
    ['user', user],
    ['password', password ?? 'as before'],
  ]
    .map(([what, value]) => `${what!.padEnd(10)}${value}`)
    .join('\n') +
  (password === null ? '' : '\nA password that this user had before is replaced by this one.');

const named = (name: string): string => {
  if (name.trim() === '') throw new InvalidArgumentError('It has a name.');
  return name;
};

const addServer = (command: Command): Command =>
  command
    .option('--clickhouse <url>', 'the server, with a user that may grant (default: CLICKHOUSE_URL)')
    .option('--print-sql', 'print the statements instead of running them', false)
    .option('--json', 'print one JSON object and nothing else', false);

const common = (command: Command): Command =>
  addServer(command)
    .addOption(new Option('--tool <name>', 'which tool').choices([...biTools]).makeOptionMandatory())
    .requiredOption('--workspace <name>', 'whose data it reads', named);

const serverOf = ({ clickhouse, printSql }: Options): BiServer =>
  biServer(clickhouse ?? process.env['CLICKHOUSE_URL'], printSql);

function print(server: BiServer, statements: readonly string[]): void {
  process.stdout.write(assumptions(server) + statements.map((statement) => `${statement};\n`).join(''));
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
