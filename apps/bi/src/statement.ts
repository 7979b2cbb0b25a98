import type { Functions } from './functions.js';
import { ServerException } from './server-exception.js';

/** Statements whose tree says all that they do, by its root. */
const queries = new Set(['SelectWithUnionQuery', 'SelectIntersectExceptQuery', 'DescribeQuery', 'Explain']);

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

const name = '(\\w+|`[^`\\\\]+`)';
const format = '(?: FORMAT (\\w+))?$';
/**
 * Statements about what there is, as a whole: their trees leave out conditions, which may be anything, so that none may be
 * there but a text.
 */
const listing = new RegExp(
  `^SHOW (?:FULL )?(?:TABLES|DATABASES|COLUMNS|FUNCTIONS|ENGINES)(?: FROM ${name})?(?: FROM ${name})?` +
    `(?: (?:NOT )?I?LIKE '(?:[^'\\\\]|\\\\.)*')?(?: LIMIT \\d+)?${format}`,
);
const ofTable = new RegExp(`^(?:SHOW CREATE|EXISTS) (?:TABLE|VIEW) (?:${name}\\.)?${name}${format}`);
const ofDatabase = new RegExp(`^(?:SHOW CREATE|EXISTS) DATABASE ${name}${format}`);

/** What is known of a statement that may run. */
export interface Statement {
  /** Format of its own FORMAT clause. */
  format: string | undefined;
}

/**
 * Whether a statement only reads, and only what the door shows; by the engine's own reading of it.
 * @param formatted the statement in one line, as the engine's `formatQuerySingleLine` writes it: this is what will run
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
  if (queries.has(root)) {
    // what EXPLAIN is asked to tell are settings as well, without that word
    if (root === 'Explain') checkExplain(tree);
    checkQuery(withoutHarmlessSettings(formatted, tree), database, functions);
    return { format: formatOf(formatted, tree) };
  }
  if (/^(Show|Exists)/.test(root)) return checkMetadata(formatted, database);
  throw ServerException.of('READONLY', 'Cannot execute query in readonly mode');
}

const harmless = /\bSETTINGS join_use_nulls = [01](?=\)| FORMAT \w+$|$)/g;

/**
 * The tree does not say which settings a query within has, but the text does: where the word stands nowhere but before a
 * setting that only says what a join puts where nothing is (dbt tests so whether keys are there), there are no others.
 */
const withoutHarmlessSettings = (formatted: string, tree: readonly string[]): readonly string[] =>
  /settings/i.test(formatted.replace(harmless, ' ')) ? tree : tree.filter((line) => nameOf(line) !== 'Set');

function checkMetadata(formatted: string, database: string): Statement {
  const list = listing.exec(formatted);
  if (list) return { format: list[3] };
  const table = ofTable.exec(formatted);
  if (table) {
    checkTable(`${unquoted(table[1] ?? database)}.${unquoted(table[2]!)}`, database);
    return { format: table[3] };
  }
  const whole = ofDatabase.exec(formatted);
  if (whole) {
    checkDatabase(unquoted(whole[1]!));
    return { format: whole[2] };
  }
  throw ServerException.of(
    'ACCESS_DENIED',
    'SHOW and EXISTS are allowed here for what is in database bi, with LIKE alone: ask system.tables or system.columns',
  );
}

const unquoted = (name: string): string => name.replaceAll('`', '');

function checkQuery(tree: readonly string[], database: string, functions: Functions): void {
  // right below the root stand the query and what is done with its answer
  if (tree.some((line) => line.startsWith(' Literal')))
    throw ServerException.of('ACCESS_DENIED', 'INTO OUTFILE is not allowed here');
  tree.forEach((line, at) =>
    checkNode(line.trim(), {
      before: (tree[at - 1] ?? '').trim(),
      after: tree.slice(at + 1, at + 3),
      database,
      functions,
    }),
  );
}

/** Of its FORMAT clause, which comes last, and is a name right below the root. */
function formatOf(formatted: string, tree: readonly string[]): string | undefined {
  const last = / FORMAT (\w+)$/.exec(formatted)?.[1];
  return tree.includes(` Identifier ${last}`) ? last : undefined;
}

function checkExplain([root = '', below = '']: readonly string[]): void {
  if (root.startsWith('Explain EXPLAIN ESTIMATE'))
    throw ServerException.of(
      'ACCESS_DENIED',
      'EXPLAIN ESTIMATE counts rows of everybody: it is not allowed here',
    );
  if (!/^ Select(WithUnion|IntersectExcept)Query/.test(below))
    throw ServerException.of('ACCESS_DENIED', 'EXPLAIN is allowed here for SELECT alone, without settings');
}

const nameOf = (line: string): string => line.trim().split(' ', 1)[0] ?? '';
/** What a node is of: the word after its kind. One that has blanks in its name is none that the door knows. */
const wordOf = (line: string): string => line.trim().split(' ', 2)[1] ?? '';

interface Place {
  before: string;
  after: readonly string[];
  database: string;
  functions: Functions;
}

function checkNode(node: string, place: Place): void {
  switch (nameOf(node)) {
    case 'TableIdentifier':
      return checkTable(wordOf(node), place.database);
    case 'Function':
      return checkFunction(node, place);
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

/** `x IN system.processes` names a table where a column could be; `system.tables.name` is a column and names its table. */
function checkIdentifier(name: string): void {
  const [first, second] = name.split('.', 2);
  if (second !== undefined && (first === 'default' || first === 'system'))
    checkTable(`${first}.${second}`, 'bi');
}

function checkTable(name: string, database: string): void {
  const full = name.includes('.') ? name : `${database}.${name}`;
  if (fromDatabase.test(full) || systemTables.has(full)) return;
  checkDatabase(full.split('.', 1)[0]!);
  throw ServerException.of('ACCESS_DENIED', `Not enough privileges. ${full} is not shown here`);
}

function checkDatabase(name: string): void {
  if (!databases.has(name)) throw ServerException.of('UNKNOWN_DATABASE', `Database ${name} does not exist`);
}

/**
 * `VALUES ((1, 'a'), (2, 'b'))`: rows without names, so that no text tells what columns they have. With an alias, which may
 * be any number of lines, nothing of what comes after is relied on.
 */
const areRows = (node: string, [list = '', first = '']: readonly string[]): boolean =>
  /^Function values \(children 1\)$/i.test(node) &&
  nameOf(list) === 'ExpressionList' &&
  /^Literal Tuple_\(/.test(first.trim());

function checkFunction(node: string, { before, after, functions }: Place): void {
  const name = wordOf(node);
  const known = name.toLowerCase();
  if (nameOf(before) === 'TableExpression') {
    if (tableFunctions.has(known) || areRows(node, after)) return;
    throw ServerException.of(
      'ACCESS_DENIED',
      `Not enough privileges. Table function ${name} is not allowed here`,
    );
  }
  if (!functions.allows(known))
    throw ServerException.of('ACCESS_DENIED', `Not enough privileges. Function ${name} is not allowed here`);
}
