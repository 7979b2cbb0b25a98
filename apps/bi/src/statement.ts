import { ServerException } from './server-exception.js';

/** Statements that only read, by the root of their tree. */
const readingRoots = new Set([
  'SelectWithUnionQuery',
  'SelectIntersectExceptQuery',
  'ShowTables',
  'ShowColumns',
  'ShowFunctions',
  'ShowEngineQuery',
  'ShowCreateTableQuery',
  'ShowCreateViewQuery',
  'ShowCreateDatabaseQuery',
  'DescribeQuery',
  'ExistsTableQuery',
  'ExistsViewQuery',
  'ExistsDatabaseQuery',
  'Explain',
]);

/** Tables that tools describe a server by; the engine narrows them to database bi. */
const systemTables = new Set(
  `tables columns databases settings functions formats data_type_families table_functions one numbers numbers_mt
  build_options time_zones keywords aggregate_function_combinators collations data_skipping_indices contributors licenses`
    .split(/\s+/)
    .map((name) => `system.${name}`),
);

/** Functions in FROM that make rows out of nothing but their arguments. */
const tableFunctions = new Set(
  'numbers numbers_mt zeros zeros_mt values generateseries generate_series null view'.split(' '),
);

/** Functions that read outside of the query's tables: files, dictionaries, the network, the server itself. */
const outsideFunctions =
  /^(file|filesystem\w*|dict(get|has|isin)\w*|joinget\w*|catboostevaluate|ai(classify|embed|extract|generate|translate)|reversednsquery|getmacro|getserversetting|getserverport|getmergetreesetting|getclienthttpheader|hostname|fullhostname|fqdn|serveruuid|showcertificate|zookeeper\w*|addressto\w+|demangle|naivebayes\w*|query_?id|initialqueryid|sleep|sleepeachrow)$/;

const fromDatabase = /^(bi|information_schema|INFORMATION_SCHEMA)\.[^.]+$/;
const databases = new Set(['bi', 'system', 'information_schema', 'INFORMATION_SCHEMA']);

/** What is known of a statement that may run. */
export interface Statement {
  /** Format of its own FORMAT clause. */
  format: string | undefined;
}

/**
 * Whether a statement only reads, and only what the door shows; by the engine's own reading of it.
 * @param formatted what the engine's `formatQuery` makes of it: one statement
 * @param tree lines of the engine's `EXPLAIN AST`, two of one node never on one line
 * @param database that unqualified names are in
 * @throws ServerException as a server would
 */
export function checkStatement(formatted: string, tree: readonly string[], database: string): Statement {
  const root = nameOf(tree[0] ?? '');
  const roots = tree.filter((line) => line !== '' && !line.startsWith(' '));
  if (roots.length !== 1 || !readingRoots.has(root))
    throw ServerException.of('READONLY', 'Cannot execute query in readonly mode');
  refuseOutfile(root, formatted, tree);
  tree.forEach((line, at) =>
    checkNode(line.trim(), { before: (tree[at - 1] ?? '').trim(), tree, at, database }),
  );
  if (root.startsWith('ShowCreate') || root.startsWith('Exists')) checkNamed(root, tree, database);
  return { format: /\sFORMAT (\w+)$/.exec(formatted.trimEnd())?.[1] };
}

const nameOf = (line: string): string => line.trim().split(' ', 1)[0] ?? '';
/** What stands after the kind of a node, without alias and number of children. */
const wordOf = (line: string): string =>
  line
    .slice(line.indexOf(' ') + 1)
    .replace(/ \(children \d+\)$/, '')
    .replace(/ \(alias [\s\S]*\)$/, '');

interface Place {
  before: string;
  tree: readonly string[];
  at: number;
  database: string;
}

function checkNode(node: string, place: Place): void {
  switch (nameOf(node)) {
    case 'TableIdentifier':
      return checkTable(wordOf(node), place.database);
    case 'Function':
      return checkFunction(wordOf(node), place);
    case 'Identifier':
      return checkIdentifier(wordOf(node));
    case 'ColumnsApplyTransformer': // the tree does not say which function is applied
      throw ServerException.of('ACCESS_DENIED', 'APPLY is not allowed here: name the columns');
  }
}

/** `x IN system.processes` names a table where a column could be. */
function checkIdentifier(name: string): void {
  const [first] = name.split('.', 1);
  if (name.includes('.') && (first === 'default' || first === 'system')) checkTable(name, 'bi');
}

function checkTable(name: string, database: string): void {
  const full = name.includes('.') ? name : `${database}.${name}`;
  if (fromDatabase.test(full) || systemTables.has(full)) return;
  const [first = ''] = full.split('.', 1);
  if (!databases.has(first)) throw ServerException.of('UNKNOWN_DATABASE', `Database ${first} does not exist`);
  throw ServerException.of('ACCESS_DENIED', `Not enough privileges. ${full} is not shown here`);
}

function checkFunction(name: string, { before }: Place): void {
  const known = name.toLowerCase();
  if (nameOf(before) === 'TableExpression') {
    if (tableFunctions.has(known)) return;
    throw ServerException.of(
      'ACCESS_DENIED',
      `Not enough privileges. Table function ${name} is not allowed here`,
    );
  }
  if (outsideFunctions.test(known))
    throw ServerException.of('ACCESS_DENIED', `Not enough privileges. Function ${name} is not allowed here`);
}

/** The engine writes INTO OUTFILE even in readonly mode. */
function refuseOutfile(root: string, formatted: string, tree: readonly string[]): void {
  const hasOutfile =
    root === 'SelectWithUnionQuery' || root === 'SelectIntersectExceptQuery'
      ? tree.some((line) => line.startsWith(' Literal'))
      : /\bINTO\s+OUTFILE\b/i.test(formatted);
  if (hasOutfile) throw ServerException.of('ACCESS_DENIED', 'INTO OUTFILE is not allowed here');
}

/** SHOW CREATE and EXISTS name a table, or a database, by identifiers right below the root. */
function checkNamed(root: string, tree: readonly string[], database: string): void {
  const names = tree.filter((line) => /^ Identifier /.test(line)).map((line) => wordOf(line.trim()));
  const [first = ''] = names;
  if (root.includes('Database') || names.length > 1) {
    if (!databases.has(first))
      throw ServerException.of('UNKNOWN_DATABASE', `Database ${first} does not exist`);
    if (root.startsWith('ShowCreateTable') || root.startsWith('ShowCreateView'))
      checkTable(`${first}.${names[1]}`, database);
  }
}
