import { noLabel, wholesOf } from '@touchstone/attribution';
import { customerSums, type Retention, retentionOf } from '@touchstone/economics';
import type { ClickHouse } from '@touchstone/facts';
import { readingFacts } from '../attribution/facts-reading.js';
import { customersLink, type CustomersNamed } from '../customers/list-links.js';
import { curveOf, labelled, partOf, reportOf } from '../customers/customer-fields.js';
import type { CustomerQuestions } from '../customers/customer-questions.js';
import type { RetentionAnswer } from './retention-answer.js';
import type { RetentionRequest } from './retention-request.js';

/** Tells how long customers stay. */
export class Retentions {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly questions: CustomerQuestions,
  ) {}

  /** @throws Fault `invalid_request`, `unprocessable`, `unavailable` */
  async answer(workspace: string, request: RetentionRequest): Promise<RetentionAnswer> {
    const { atMonths, sortBy, ...asked } = request;
    const question = await this.questions.decide(workspace, asked);
    const sums = await readingFacts(this.clickhouse, () =>
      customerSums(this.clickhouse, question.customers, question.sharing, { money: false }),
    );
    const { rows, total } = retentionOf(sums, { atMonths, sortBy });
    const { currency: _, ...report } = reportOf(question);
    const shown = (row: Retention, of: CustomersNamed['of']) => ({
      ...written(row),
      links: { customers: customersLink(report, report.model, { of, subscribed: true }) },
    });
    return {
      report: { ...report, atMonths, sortBy },
      rows: rows.flatMap((row) =>
        row.label === null
          ? []
          : {
              ...labelled(report.groupBy, row.label),
              ...shown(row, { groupBy: report.groupBy, label: row.label || noLabel }),
            },
      ),
      unattributed: rows.flatMap((row) => (row.label === null ? shown(row, 'unattributed') : [])),
      total: shown(total, 'all'),
    };
  }
}

const written = (row: Retention): Omit<RetentionAnswer['total'], 'links'> => ({
  customers: wholesOf(row.customers),
  lostCustomers: wholesOf(row.lost),
  withoutSubscription: wholesOf(row.withoutSubscription),
  survival: partOf(row.survivalAt),
  medianMonths: row.medianMonths,
  curve: curveOf(row.curve),
});
