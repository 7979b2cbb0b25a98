import { rounded } from '@touchstone/attribution';
import {
  type AccountFigures,
  targetAccounts,
  targetLists,
  type TargetQuestion,
  type TargetRow,
  targetRows,
} from '@touchstone/economics';
import type { LogReader } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import type { ReportContexts } from '../attribution/report-context.js';
import { definitionsAt } from '../definitions/definitions-at.js';
import { windowOf } from '../leads/lead-contexts.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import { refuseOtherCurrency } from '../report-currency.js';
import type { TargetAccountsAnswer } from './target-accounts-answer.js';
import type { TargetAccountsRequest } from './target-accounts-request.js';

/** A page begins behind this, in the answer of this position. */
const PlaceSchema = z.object({
  pipelineMinor: z.string().regex(/^-?\d+$/),
  touches: z.int(),
  accountId: z.string(),
  asOf: z.int(),
});

/** Holds the accounts of target lists against all others. */
export class TargetAccountReports {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly contexts: ReportContexts,
  ) {}

  /** @throws Fault `invalid_request`, `unavailable` */
  async answer(workspace: string, request: TargetAccountsRequest): Promise<TargetAccountsAnswer> {
    const { asOf, limit, cursor, group, engagedTouches, list = null, currency: asked, ...window } = request;
    const pages = new PageCursor(PlaceSchema, [workspace, { asOf, group, engagedTouches, list, window }]);
    const place = pages.decode(cursor);
    const context = await this.contexts.at(workspace, asOf ?? place?.asOf.toString());
    const { currency, timeZone, position } = context;
    refuseOtherCurrency(asked, currency);
    const { from, to } = windowOf(window, timeZone);
    const question: TargetQuestion = {
      ...{ workspace, asOf: position, from, to, list, engagedTouches, currency },
    };
    const after = place && { ...place, pipelineMinor: BigInt(place.pipelineMinor) };
    const definitions = await definitionsAt(this.log, workspace, position);
    const { clickhouse } = this;
    const [lists, rows, page] = await readingFacts(clickhouse, () =>
      Promise.all([
        targetLists(clickhouse, question),
        targetRows(clickhouse, question, definitions),
        targetAccounts(clickhouse, question, definitions, { group, after, limit }),
      ]),
    );
    refuseUnknown(list, lists);
    const last = page.accounts.at(-1);
    return {
      report: {
        ...{ from: iso(from), to: iso(to), list, engagedTouches, group, currency, timeZone, asOf: position },
      },
      lists,
      rows: rows.map(rowOf),
      accounts: page.accounts.map((account) => ({ ...account, ...toldOf(account) })),
      nextCursor:
        last && page.hasMore
          ? pages.encode({
              ...{ pipelineMinor: last.pipelineMinor.toString(), touches: last.touches },
              ...{ accountId: last.accountId, asOf: position },
            })
          : null,
    };
  }
}

const toldOf = ({ pipelineMinor, revenueMinor }: AccountFigures) => ({
  ...{ pipelineMinor: pipelineMinor.toString(), revenueMinor: revenueMinor.toString() },
});

function rowOf(row: TargetRow): TargetAccountsAnswer['rows'][number] {
  const { accounts, withPeople, touched, engaged, touches } = row;
  const over = (number: number) => (accounts === 0 ? null : rounded(number / accounts));
  return {
    ...{ ...row, ...toldOf(row) },
    ...{ withPeopleShare: over(withPeople), touchedShare: over(touched), engagedShare: over(engaged) },
    ...{ touchesPerAccount: over(touches), reason: accounts === 0 ? 'no_accounts' : null },
  };
}

/** @throws Fault `invalid_request` for a list that nobody was ever put on, or taken off, by then */
function refuseUnknown(list: string | null, lists: TargetAccountsAnswer['lists']): void {
  if (list === null || lists.some((one) => one.list === list)) return;
  const allowed = lists.map((one) => one.list).join(', ');
  const detail = allowed
    ? `is not known as of the position; allowed are ${allowed}`
    : 'is not known: there are no target lists as of the position';
  throw badParameters([{ parameter: 'list', detail }]);
}
