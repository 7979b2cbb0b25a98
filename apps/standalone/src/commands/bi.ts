import {
  type BiTool,
  biTools,
  grantName,
  grantStatements,
  knownWorkspaceSql,
  listGrantsSql,
  revokeStatements,
} from '@touchstone/bi';
import { openClickHouse, type ClickHouse } from '@touchstone/facts';
import { Fault, messageOf } from '@touchstone/runtime';
import { type Command, Option } from 'commander';
import { randomBytes } from 'node:crypto';
import { type BiConnection, connectionText, connectionTo } from './bi-connection.js';
import { assumptions, biServer, type BiServer } from './bi-server.js';
import { toolSteps } from './bi-tool-steps.js';
import { answer, columns } from './output.js';
import { workspaceName } from './workspace-name.js';

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
      const connection = connectionTo(server, grantName(options), password);
      const text = `${connectionText(connection, options.printSql)}\n\n${toolSteps[options.tool]}`;
      if (options.printSql) {
        print(options, server, statements, connection);
        if (!options.json) process.stderr.write(`${text}\n`);
        return;
      }
      const isKnown = await withServer(server.url, async (clickhouse) => {
        const known = await isKnownWorkspace(clickhouse, { ...options, ...server });
        for (const statement of statements) await clickhouse.command(statement);
        return known;
      });
      if (isKnown === false && !options.json)
        process.stderr.write(unknown(options.workspace, server.database));
      answer(options.json, { ...connection, isWorkspaceKnown: isKnown }, text);
    });

  common(bi.command('revoke'))
    .description('take the user of a tool away again')
    .action(async (options: Options) => {
      const server = serverOf(options);
      const statements = revokeStatements({ ...options, ...server });
      if (options.printSql) return print(options, server, statements);
      await withServer(server.url, async (clickhouse) => {
        for (const statement of statements) await clickhouse.command(statement);
      });
      answer(options.json, { revoked: grantName(options) }, `${grantName(options)} is gone`);
    });

  addServer(bi.command('list'))
    .description('users that were granted')
    .action(async (options: Options) => {
      const server = serverOf(options);
      if (options.printSql) return print(options, server, [listGrantsSql]);
      const users = await withServer(server.url, (clickhouse) =>
        clickhouse.query<Granted>({ name: 'bi_users', sql: listGrantsSql }),
      );
      answer(
        options.json,
        { users },
        columns(
          ['tool', 'workspace', 'user'],
          users.map(({ tool, workspace, name }) => [tool, workspace, name]),
        ),
      );
    });
}

interface Granted {
  name: string;
  tool: BiTool;
  workspace: string;
}

const unknown = (workspace: string, database: string): string =>
  `Nothing is known of a workspace "${workspace}" in database ${database} so far: the tool sees no rows. If that is not its name, take this back: touchstone bi revoke.\n\n`;

const addServer = (command: Command): Command =>
  command
    .option('--clickhouse <url>', 'the server, with a user that may grant (default: CLICKHOUSE_URL)')
    .option('--print-sql', 'print the statements instead of running them', false)
    .option('--json', 'print one JSON object and nothing else', false);

const common = (command: Command): Command =>
  addServer(command)
    .addOption(new Option('--tool <name>', 'which tool').choices([...biTools]).makeOptionMandatory())
    .requiredOption('--workspace <name>', 'whose data it reads', workspaceName);

const serverOf = ({ clickhouse, printSql }: Options): BiServer =>
  biServer(clickhouse ?? process.env['CLICKHOUSE_URL'], printSql);

/** Prints statements as a file for the server's client, or with all that is said beside them as one JSON object. */
function print(
  { json }: Options,
  server: BiServer,
  statements: readonly string[],
  connection?: BiConnection,
): void {
  const { database, ownUser: user, isAssumed } = server;
  const script = assumptions(server) + statements.map((statement) => `${statement};\n`).join('');
  const value = { statements, writtenFor: { database, user, isAssumed }, ...connection };
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : script);
}

/** null where it cannot be looked up: a name that is not known is warned of, so that no grant fails for it. */
async function isKnownWorkspace(
  clickhouse: ClickHouse,
  of: { workspace: string; database: string },
): Promise<boolean | null> {
  const sql = knownWorkspaceSql(of);
  const rows = await clickhouse.query({ name: 'bi_workspace', sql }).catch(() => null);
  return rows && rows.length > 0;
}

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
