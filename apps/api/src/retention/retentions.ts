import { customersOf, customerSums, type Retention, retentionOf } from '@touchstone/economics';
import type { ClickHouse } from '@touchstone/facts';
import { readingFacts } from '../attribution/facts-reading.js';
import { curveOf, labelled, partOf, reportOf } from '../lifetime-value/customer-fields.js';
import type { CustomerQuestions } from '../lifetime-value/customer-questions.js';
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
    const without = rows.find(({ label }) => label === null);
    const { currency: _, ...report } = reportOf(question);
    return {
      report: { ...report, atMonths, sortBy },
      rows: rows.flatMap((row) =>
        row.label === null ? [] : { ...labelled(report.groupBy, row.label), ...written(row) },
      ),
      unattributed: without ? written(without) : null,
      total: written(total),
    };
  }
}

const written = (row: Retention): RetentionAnswer['total'] => ({
  customers: customersOf(row.customers),
  lostCustomers: customersOf(row.lost),
  withoutSubscription: customersOf(row.withoutSubscription),
  survival: partOf(row.survivalAt),
  medianMonths: row.medianMonths,
  curve: curveOf(row.curve),
});
