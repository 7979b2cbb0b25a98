import { type Model, wholesOf } from '@touchstone/attribution';
import { customerList, groupings, type ListedCustomer, monthsOfCohort } from '@touchstone/economics';
import type { ClickHouse } from '@touchstone/facts';
import { z } from 'zod';
import { readingFacts } from '../attribution/facts-reading.js';
import { shareLink } from '../attribution/row-links.js';
import { rowLabelsIn, rowParameter } from '../attribution/row-parameters.js';
import { reportOf } from './customer-fields.js';
import type { CustomerQuestions } from './customer-questions.js';
import { iso } from '../moments.js';
import { PageCursor } from '../page-cursor.js';
import { badParameters } from '../query.js';
import { customerFactsOf } from './customer-facts-fields.js';
import type { CustomersAnswer } from './customers-answer.js';
import type { CustomersRequest } from './customers-request.js';
import { factLabel } from './fact-label.js';

/** A page begins behind this, in the answer of this position. */
const PlaceSchema = z.object({ acquiredAt: z.int(), customer: z.string(), asOf: z.int() });

/** Tells the customers behind a row of lifetime value or retention. */
export class CustomerPages {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly questions: CustomerQuestions,
  ) {}

  /** @throws Fault `invalid_request`, `unprocessable`, `unavailable` */
  async page(workspace: string, { limit, cursor, ...request }: CustomersRequest): Promise<CustomersAnswer> {
    const { asOf, unattributed, cohort, subscribed, ...rest } = request;
    const labels = rowLabelsIn(groupings, rest);
    const named = groupings.filter((one) => labels[one] !== undefined);
    if (named.length + Number(unattributed) > 1)
      throw badParameters([
        {
          parameter: unattributed ? 'unattributed' : rowParameter(named[1]!),
          detail: 'a row has one label, or is unattributed',
        },
      ]);
    const [groupBy = 'channel'] = named;
    const given = labels[groupBy];
    const pages = new PageCursor(PlaceSchema, [workspace, request]);
    const after = pages.decode(cursor);
    const question = await this.questions.decide(workspace, {
      ...{ ...rest, groupBy },
      // the pages of one answer are of one position, whatever came since
      asOf: asOf ?? after?.asOf.toString(),
    });
    const label = unattributed ? null : given === undefined ? undefined : factLabel(given);
    const row = { label, months: monthsOfCohort(cohort), subscribed };
    const { customers, next } = await readingFacts(this.clickhouse, () =>
      customerList(this.clickhouse, question.customers, question.sharing, row, { after, limit }),
    );
    const { groupBy: _, currency: __, ...report } = reportOf(question);
    return {
      report,
      row: { labels, unattributed, cohort, subscribed },
      customers: customers.map((one) => told(one, report, question.sharing.model)),
      nextCursor: next && pages.encode({ ...next, asOf: report.asOf }),
    };
  }
}

function told(
  { accountId, kind, conversionId, parts, facts, ...staying }: ListedCustomer,
  report: CustomersAnswer['report'],
  model: Model,
): CustomersAnswer['customers'][number] {
  return {
    ...{ accountId, ...customerFactsOf(facts), acquiredAt: iso(facts.acquiredAt) },
    ...{ conversion: kind, conversionId, share: wholesOf(parts), ...staying },
    links: { credit: shareLink(report, model, { conversion: kind, conversionId }) },
  };
}
