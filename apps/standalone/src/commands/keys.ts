import { type ApiKeyInfo, ApiKeys, type Scope, scopes } from '@touchstone/access';
import { Fault, migratePostgres } from '@touchstone/runtime';
import { type Command, Option } from 'commander';
import { biAddressNote, dataFolderOf, openCommandPool } from '../data-folder-access.js';
import { readNote } from '../engines/data-folder.js';
import { migrations } from '../migrations.js';
import { answer, columns } from './output.js';
import { workspaceName } from './workspace-name.js';

interface Options {
  data?: string;
  json: boolean;
}

/** `touchstone keys create|list|revoke|disable|enable` */
export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('API keys; of DATABASE_URL, else of the standalone Touchstone that runs on the data folder');

  common(keys.command('create'))
    .description('create a key; its text is shown this once')
    .requiredOption('--workspace <name>', 'whose data the key opens', workspaceName)
    .requiredOption('--name <text>', 'what the key is for')
    .addOption(
      new Option('--scope <scope...>', 'what the key may do').choices([...scopes]).makeOptionMandatory(),
    )
    .action(async (options: Options & { workspace: string; name: string; scope: Scope[] }) => {
      const created = await withKeys(options, (known) =>
        known.create(options.workspace, options.name, options.scope),
      );
      answer(options.json, { key: created.key, ...created.info }, created.key);
      if (!options.json && options.scope.includes('query:read')) process.stderr.write(`${forBi(options)}\n`);
    });

  common(keys.command('list'))
    .description('list keys, without their secrets')
    .option('--workspace <name>', 'of this workspace only')
    .action(async (options: Options & { workspace?: string }) => {
      const list = await withKeys(options, (known) => known.list(options.workspace));
      answer(
        options.json,
        { keys: list },
        columns(['id', 'workspace', 'name', 'scopes', 'created', 'disabled', 'revoked'], list.map(cells)),
      );
    });

  common(keys.command('revoke <id>'))
    .description('revoke a key; it is refused everywhere within 30 s')
    .action(async (id: string, options: Options) => {
      if (!(await withKeys(options, (known) => known.revoke(id))))
        throw new Fault('not_found', `There is no live key ${id}; \`touchstone keys list\` shows them.`);
      answer(options.json, { revoked: id }, `${id} is revoked`);
    });

  for (const verb of ['disable', 'enable'] as const)
    common(keys.command(`${verb} <id>`))
      .description(
        verb === 'disable'
          ? 'disable a source: within 30 s the door answers 404 to the key that it writes with'
          : 'enable a source again',
      )
      .action(async (id: string, options: Options) => {
        if (!(await withKeys(options, (known) => known[verb](id))))
          throw new Fault('not_found', `No live key ${id} may write; \`touchstone keys list\` shows them.`);
        answer(options.json, { [`${verb}d`]: id }, `${id} is ${verb}d`);
      });
}

const common = (command: Command): Command =>
  command
    .option(
      '--data <folder>',
      'data folder of a standalone Touchstone (default: TOUCHSTONE_DATA, else .touchstone)',
    )
    .option('--json', 'print one JSON object and nothing else', false);

async function withKeys<T>({ data }: Options, work: (keys: ApiKeys) => Promise<T>): Promise<T> {
  const { pool, url } = await openCommandPool(data);
  try {
    await migratePostgres(url, migrations); // keys are often the first thing that a new database needs
    return await work(new ApiKeys(pool));
  } finally {
    await pool.end();
  }
}

/** Where a key that reads is a password for BI tools. */
function forBi({ data }: Options): string {
  if (process.env['DATABASE_URL'])
    return 'BI tools read a ClickHouse server with users of their own: touchstone bi grant makes one.';
  const address = readNote(dataFolderOf(data), biAddressNote);
  return address === null
    ? 'BI tools cannot connect: this Touchstone runs with BI_PORT=off.'
    : `BI tools connect to ${address} as to ClickHouse over HTTP: any user, this key as the password, database bi.`;
}

const cells = (key: ApiKeyInfo): string[] => [
  key.keyId,
  key.workspace,
  key.name,
  key.scopes.join(' '),
  key.createdAt.toISOString(),
  key.disabledAt?.toISOString() ?? '',
  key.revokedAt?.toISOString() ?? '',
];
