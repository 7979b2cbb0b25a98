import type { ClickHouse } from '@touchstone/facts';
import { type Definitions, interactionOf } from '@touchstone/timeline';
import { groupedAccountsSql, listsSql } from './target-accounts-sql.js';

/** Accounts of the list, all others that are known, and what belongs to no account. */
export const accountGroups = ['target', 'rest', 'no_account'] as const;
export type AccountGroup = (typeof accountGroups)[number];

/** A question about target accounts. Moments are epoch milliseconds. */
export interface TargetQuestion {
  workspace: string;
  /** Log position as of which the answer is true, who is on the list included. */
  asOf: number;
  /** Window, half-open. */
  from: number;
  to: number;
  /** null: whoever is on any list. */
  list: string | null;
  /** Marketing touches in the window from which on an account is engaged. */
  engagedTouches: number;
  /** Currency of amounts, ISO 4217; deals in another one have no rate. */
  currency: string;
}

/** What happened in a window. */
export interface AccountFigures {
  /** Known people: those of whom there is more than a device. */
  people: number;
  /** Eligible touches of either side; each page view by itself. */
  touches: number;
  /** Those of marketing. */
  marketingTouches: number;
  leads: number;
  /** Deals created. */
  opportunities: number;
  /** What they are worth. */
  pipelineMinor: bigint;
  /** Deals won. */
  won: number;
  revenueMinor: bigint;
  /** Deals of both kinds without a rate: in no amount. */
  unconverted: number;
}

/** Figures of a group of accounts. */
export interface TargetRow extends AccountFigures {
  group: AccountGroup;
  accounts: number;
  /** Accounts with a known person, with an eligible touch, with enough of marketing. */
  withPeople: number;
  touched: number;
  engaged: number;
}

/** One account behind the figures. */
export interface TargetAccount extends AccountFigures {
  accountId: string;
  keys: string[];
  lists: string[];
  isEngaged: boolean;
}

/** A page begins behind this. */
export type TargetPlace = Pick<TargetAccount, 'pipelineMinor' | 'touches' | 'accountId'>;

type Row = Record<string, string>;

const settings = { output_format_json_quote_64bit_integers: 1 };

/** Lists that were named by the position, with the number of accounts on each. */
export async function targetLists(
  clickhouse: ClickHouse,
  { workspace, asOf }: Pick<TargetQuestion, 'workspace' | 'asOf'>,
): Promise<{ list: string; accounts: number }[]> {
  const rows = await clickhouse.query<Row>({
    name: 'target_lists',
    params: { workspace, asOf },
    sql: listsSql,
  });
  return rows.map((row) => ({ list: row['of_list']!, accounts: Number(row['accounts']) }));
}

/** Figures of all groups, in their order. */
export async function targetRows(
  clickhouse: ClickHouse,
  question: TargetQuestion,
  definitions: Pick<Definitions, 'interactions'>,
): Promise<TargetRow[]> {
  const sums = ['people', 'touches', 'marketing', 'leads', 'opportunities', 'pipeline', 'won', 'revenue'];
  const rows = await clickhouse.query<Row>({
    name: 'target_accounts',
    params: await paramsOf(clickhouse, question, definitions),
    settings,
    sql: `SELECT standing, countIf(account != '') AS accounts, countIf(people > 0) AS with_people,
        countIf(account != '' AND touches > 0) AS touched, countIf(account != '' AND is_engaged) AS engaged,
        ${[...sums, 'unconverted'].map((name) => `sum(g.${name}) AS ${name}_sum`).join(', ')}
      FROM (${groupedAccountsSql}) AS g GROUP BY standing`,
  });
  return accountGroups.map((group) => {
    const row = rows.find(({ standing }) => standing === group) ?? {};
    const { accounts, with_people: withPeople, touched, engaged } = row;
    return {
      ...{ group, accounts: Number(accounts ?? 0), withPeople: Number(withPeople ?? 0) },
      ...{ touched: Number(touched ?? 0), engaged: Number(engaged ?? 0) },
      ...figuresOf(row, '_sum'),
    };
  });
}

/** Accounts of a group: those with most pipeline first, then those with most touches. */
export async function targetAccounts(
  clickhouse: ClickHouse,
  question: TargetQuestion,
  definitions: Pick<Definitions, 'interactions'>,
  { group, after, limit }: { group: AccountGroup; after: TargetPlace | null; limit: number },
): Promise<{ accounts: TargetAccount[]; hasMore: boolean }> {
  const rows = await clickhouse.query<Row & { names: string[]; lists: string[] }>({
    name: 'target_accounts_page',
    params: {
      ...(await paramsOf(clickhouse, question, definitions)),
      ...{ group, limit: limit + 1, afterAccount: after?.accountId ?? '' },
      ...{ afterPipeline: (after?.pipelineMinor ?? 0n).toString(), afterTouches: after?.touches ?? 0 },
    },
    settings,
    sql: `SELECT * FROM (${groupedAccountsSql})
      WHERE standing = {group:String}${
        after
          ? ` AND (-pipeline, -toInt64(touches), account) >
              (-{afterPipeline:Int128}, -{afterTouches:Int64}, {afterAccount:String})`
          : ''
      }
      ORDER BY pipeline DESC, touches DESC, account LIMIT {limit:UInt32}`,
  });
  return {
    accounts: rows.slice(0, limit).map((row) => ({
      ...{ accountId: row['account']!, keys: row.names, lists: row.lists },
      isEngaged: Number(row['is_engaged']) === 1,
      ...figuresOf(row, ''),
    })),
    hasMore: rows.length > limit,
  };
}

/** Whether an interaction counts, and whose it is, is said by the definitions of the position. */
async function paramsOf(
  clickhouse: ClickHouse,
  { list, ...question }: TargetQuestion,
  definitions: Pick<Definitions, 'interactions'>,
) {
  const { workspace, asOf } = question;
  const rows = await clickhouse.query<{ interaction: string }>({
    name: 'interactions_there_are',
    params: { workspace, asOf },
    sql: `SELECT DISTINCT interaction FROM touches WHERE workspace = {workspace:String} AND position <= {asOf:UInt64}
      ORDER BY interaction`,
  });
  const found = rows.map(({ interaction }) => ({ interaction, ...interactionOf(interaction, definitions) }));
  const eligible = found.filter(({ view }) => !view);
  const namesOf = (some: typeof found) => some.map(({ interaction }) => interaction);
  return {
    ...{ ...question, list: list ?? '', eligible: namesOf(eligible) },
    marketing: namesOf(eligible.filter(({ side }) => side === 'marketing')),
  };
}

const figuresOf = (row: Row, end: string): AccountFigures => {
  const count = (name: string) => Number(row[name + end] ?? 0);
  const money = (name: string) => BigInt(row[name + end] ?? 0);
  return {
    ...{ people: count('people'), touches: count('touches'), marketingTouches: count('marketing') },
    ...{ leads: count('leads'), opportunities: count('opportunities'), pipelineMinor: money('pipeline') },
    ...{ won: count('won'), revenueMinor: money('revenue'), unconverted: count('unconverted') },
  };
};
