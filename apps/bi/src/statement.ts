import type { Functions } from './functions.js';
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

/**
 * Functions in FROM that make rows out of nothing but their arguments. None that is told its columns in a text: the engine
 * computes what that says of defaults, and nobody has looked at it.
 */
const tableFunctions = new Set(
  'numbers numbers_mt zeros zeros_mt generateseries generate_series view'.split(' '),
);

const fromDatabase = /^(bi|information_schema|INFORMATION_SCHEMA)\.[^.]+$/;
const databases = new Set(['bi', 'system', 'information_schema', 'INFORMATION_SCHEMA']);

const name = '(?:\\w+|`[^`\\\\]*`)';
/** SHOW as a whole: the tree leaves out its conditions, which may be anything, so that none may be there but a text. */
const plainShow = new RegExp(
  `^SHOW (?:FULL )?(?:TABLES|DATABASES|COLUMNS|FUNCTIONS|ENGINES)(?: FROM ${name}(?:\\.${name})?){0,2}` +
    `(?: (?:NOT )?I?LIKE '(?:[^'\\\\]|\\\\.)*')?(?: LIMIT \\d+)?(?: FORMAT \\w+)?$`,
);

/** What is known of a statement that may run. */
export interface Statement {
  /** Format of its own FORMAT clause. */
  format: string | undefined;
}

/**
 * Whether a statement only reads, and only what the door shows; by the engine's own reading of it.
 * @param formatted what the engine's `formatQuery` makes of it: one statement
 * @param tree lines of the engine's `EXPLAIN AST`: each node begins one with its kind and name. What comes after is not
 *   relied on: names and aliases are printed as they are, line breaks among them, so that a line may be of nobody's making,
 *   but never one missing
 * @param database that unqualified names are in
 * @param functions which may be called
 * @throws ServerException as a server would
 */
export function checkStatement(
  formatted: string,
  tree: readonly string[],
  database: string,
  functions: Functions,
): Statement {
  const root = nameOf(tree[0] ?? '');
  // one statement is one tree: `formatQuery` refused several
  if (!readingRoots.has(root)) throw ServerException.of('READONLY', 'Cannot execute query in readonly mode');
  if (tree[0]!.startsWith('Explain EXPLAIN ESTIMATE'))
    throw ServerException.of(
      'ACCESS_DENIED',
      'EXPLAIN ESTIMATE counts rows of everybody: it is not allowed here',
    );
  if (/^Show(?!Create)/.test(root) && !plainShow.test(formatted.trim().replace(/\s+/g, ' ')))
    throw ServerException.of(
      'ACCESS_DENIED',
      'SHOW is allowed here with LIKE alone: ask system.tables or system.columns',
    );
  if (root === 'Explain' && !/^ Select(WithUnion|IntersectExcept)Query/.test(tree[1] ?? ''))
    throw ServerException.of('ACCESS_DENIED', 'EXPLAIN is allowed here for SELECT alone, without settings');
  refuseOutfile(root, formatted, tree);
  tree.forEach((line, at) =>
    checkNode(line.trim(), { before: (tree[at - 1] ?? '').trim(), database, functions }),
  );
  if (root.startsWith('ShowCreate') || root.startsWith('Exists')) checkNamed(root, tree, database);
  return { format: /\sFORMAT (\w+)$/.exec(formatted.trimEnd())?.[1] };
}

const nameOf = (line: string): string => line.trim().split(' ', 1)[0] ?? '';
/** What a node is of: the word after its kind. One that has blanks in its name is none that the door knows. */
const wordOf = (line: string): string => line.trim().split(' ', 2)[1] ?? '';

interface Place {
  before: string;
  database: string;
  functions: Functions;
}

function checkNode(node: string, place: Place): void {
  switch (nameOf(node)) {
    case 'TableIdentifier':
      return checkTable(wordOf(node), place.database);
    case 'Function':
      return checkFunction(wordOf(node), place);
    case 'Identifier':
      return checkIdentifier(wordOf(node));
    // the engine checks settings of the outermost query alone: those of any other would lift filters and limits
    case 'Set':
      throw ServerException.of(
        'READONLY',
        'Cannot modify settings in a statement in readonly mode: give them with the request',
      );
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

function checkFunction(name: string, { before, functions }: Place): void {
  const known = name.toLowerCase();
  if (nameOf(before) === 'TableExpression') {
    if (tableFunctions.has(known)) return;
    throw ServerException.of(
      'ACCESS_DENIED',
      `Not enough privileges. Table function ${name} is not allowed here`,
    );
  }
  if (!functions.allows(known))
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
