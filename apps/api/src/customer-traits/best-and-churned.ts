import { customerTraits, type Trait } from '@touchstone/economics';
import type { ClickHouse } from '@touchstone/facts';
import { readingFacts } from '../attribution/facts-reading.js';
import { reportOf } from '../customers/customer-fields.js';
import type { CustomerQuestions } from '../customers/customer-questions.js';
import type { TraitsAnswer } from './traits-answer.js';
import type { TraitsRequest } from './traits-request.js';

/** Tells what the best customers had in common before the deal, against those that churned. */
export class BestAndChurned {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly questions: CustomerQuestions,
  ) {}

  /** @throws Fault `invalid_request`, `unavailable` */
  async answer(workspace: string, request: TraitsRequest): Promise<TraitsAnswer> {
    const { bestPercent, limit, ...asked } = request;
    // no credit is shared out here: which model is meant makes no difference
    const credit = {
      model: ['linear' as const],
      groupBy: 'channel' as const,
      valueFunction: 'revenue' as const,
    };
    const question = await this.questions.decide(workspace, { ...asked, ...credit });
    const { customers, parameters } = question;
    const { kept, best, lost, bestFromMinor, traits } = await readingFacts(this.clickhouse, () =>
      customerTraits(this.clickhouse, customers, { parameters, bestPercent }),
    );
    const { model: _, groupBy: __, valueFunction: ___, customModels: ____, ...report } = reportOf(question);
    const shown = traits.filter(
      ({ kind }, at) => traits.slice(0, at).filter((other) => other.kind === kind).length < limit,
    );
    return {
      report: { ...report, bestPercent, limit },
      kept: { customers: kept },
      best: { customers: best, fromMarginPerMonthMinor: bestFromMinor?.toString() ?? null },
      churned: { customers: lost },
      traits: shown.map((trait) => written(trait, { best, lost })),
    };
  }
}

const share = (part: number, all: number) => (all === 0 ? null : Math.round((part / all) * 1e9) / 1e9);

function written(
  { kind, label, best, lost }: Trait,
  of: { best: number; lost: number },
): TraitsAnswer['traits'][number] {
  const reason =
    of.best === 0 ? 'no_best' : of.lost === 0 ? 'no_churned' : lost === 0 ? 'none_of_the_churned' : null;
  return {
    ...{ trait: kind, label },
    best: { customers: best, share: share(best, of.best) },
    churned: { customers: lost, share: share(lost, of.lost) },
    lift: reason === null ? Math.round(((best * of.lost) / (of.best * lost)) * 1e4) / 1e4 : null,
    reason,
  };
}
