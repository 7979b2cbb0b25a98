import { type AttributionAnswer, attributionReport } from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import type { AttributionQuery } from './attribution-query.js';
import { readingFacts } from './facts-reading.js';
import { learningFrom } from './learning.js';
import { decide, type ReportContexts } from './report-context.js';

/** Answers attribution requests as of a position, with what was in force at that position. */
export class AttributionReports {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly contexts: ReportContexts,
  ) {}

  /**
   * @throws Fault `invalid_request` for a window or a moment that cannot be; `unprocessable` for what cannot be learned;
   * `unavailable` for a moment not projected yet, and while ClickHouse is away.
   */
  async report(workspace: string, { asOf, ...question }: AttributionQuery): Promise<AttributionAnswer> {
    const parameters = decide(question, await this.contexts.at(workspace, asOf));
    const { nonConverting } = learningFrom(this.clickhouse);
    return readingFacts(this.clickhouse, () => attributionReport(this.clickhouse, parameters, nonConverting));
  }
}
