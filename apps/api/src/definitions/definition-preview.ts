import { type AttributionParameters, attributionReport } from '@touchstone/attribution';
import { type RuleName, ruleSchemas } from '@touchstone/contracts';
import { type LogReader, problemsOf } from '@touchstone/event-log';
import type { ClickHouse } from '@touchstone/facts';
import { Fault } from '@touchstone/runtime';
import { type Definitions, isTouchRuleName, withRule } from '@touchstone/timeline';
import { readingFacts } from '../attribution/facts-reading.js';
import { learningFrom } from '../attribution/learning.js';
import {
  type CreditQuestion,
  decide,
  type ReportContext,
  type ReportContexts,
} from '../attribution/report-context.js';
import { refuseInfluenced } from '../attribution/summing-models.js';
import { changesOf, CreditSums } from './credit-sums.js';
import { creditNotes } from './credit-notes.js';
import { definitionsAt } from './definitions-at.js';
import type { MovedLeads } from './moved-leads.js';
import type { PreviewAnswer } from './preview-answer.js';
import type { PreviewRequest } from './preview-request.js';
import { publishedDefaults, publishedModels } from './published-parameters.js';
import type { RebuiltCredit } from './rebuilt-credit.js';

/** Rules that decide what becomes of leads, and those that decide their stages. */
const leadRules: readonly RuleName[] = ['stages', 'scoring', 'sla'];
const stageRules: readonly RuleName[] = ['stages', 'scoring'];

/** Answers what a definition would change, without publishing it. */
export class DefinitionPreview {
  constructor(
    private readonly clickhouse: ClickHouse,
    private readonly log: LogReader,
    private readonly contexts: ReportContexts,
    private readonly rebuilt: RebuiltCredit,
    private readonly leads: MovedLeads,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * @param given names of the parameters that the request names; definitions say the others
   * @throws Fault `invalid_request` for what cannot be; `unprocessable` for a model that cannot be tried on this rule
   */
  async preview(
    workspace: string,
    { rule, definition, ...question }: PreviewRequest,
    given: ReadonlySet<string>,
  ): Promise<PreviewAnswer> {
    const parsed = ruleSchemas[rule].safeParse(definition);
    if (!parsed.success) throw new Fault('invalid_request', problemsOf(parsed.error, 'definition'));
    const context = await this.contexts.at(workspace, undefined);
    const now = await definitionsAt(this.log, workspace, context.position);
    const then = withRule(now, rule, parsed.data, Number.MAX_SAFE_INTEGER);
    const asked = Object.fromEntries(
      Object.entries(question).filter(([name]) => given.has(name)),
    ) as CreditQuestion;
    refuseInfluenced(asked.model ?? []);
    const under = (definitions: Definitions) =>
      parametersUnder(definitions, onlyKnown(asked, definitions, [now, then]), context);
    const [before, after] = [under(now), under(then)];
    // a bare day of the window means the same moments on both sides
    const tried = { ...after, from: before.from, to: before.to };
    const { nonConverting } = learningFrom(this.clickhouse);
    const sumsOf = async (parameters: AttributionParameters) =>
      parameters.models.length === 0
        ? new CreditSums()
        : CreditSums.ofReport(await attributionReport(this.clickhouse, parameters, nonConverting));
    const creditNote = creditNotes[rule] ?? null;
    const { was, would, moved } = await readingFacts(this.clickhouse, async () => ({
      was: creditNote ? new CreditSums() : await sumsOf(before),
      would: creditNote
        ? new CreditSums()
        : isTouchRuleName(rule)
          ? await this.rebuilt.under(then, now, tried)
          : await sumsOf(tried),
      moved: leadRules.includes(rule)
        ? await this.leads.between({ now, then, window: tried, judgedAt: this.now() })
        : null,
    }));
    const comparable = before.currency === after.currency;
    return {
      rule,
      position: context.position,
      currency: { now: before.currency, then: after.currency },
      rows: changesOf(was.channels, would.channels, comparable).map(({ name: channel, ...row }) => ({
        ...row,
        channel,
      })),
      unattributed: changesOf(was.reasons, would.reasons, comparable).map(({ name, ...row }) => ({
        ...row,
        reason: name as PreviewAnswer['unattributed'][number]['reason'],
      })),
      creditNote,
      leads: stageRules.includes(rule) ? moved!.leads : null,
      clocks: moved?.clocks ?? null,
    };
  }
}

/** A custom model that only one side has gives nothing on the other; one that neither has stays, to be refused. */
function onlyKnown(asked: CreditQuestion, side: Definitions, both: readonly Definitions[]): CreditQuestion {
  if (!asked.model) return asked;
  const has = (definitions: Definitions, model: string) =>
    publishedModels(definitions).has(model.slice('custom:'.length));
  const isShown = (model: string) =>
    !model.startsWith('custom:') || has(side, model) || !both.some((one) => has(one, model));
  return { ...asked, model: asked.model.filter(isShown) };
}

/** What is asked, under definitions: they decide what the question leaves open. */
function parametersUnder(
  definitions: Definitions,
  asked: CreditQuestion,
  context: ReportContext,
): AttributionParameters {
  const { currency, timeZone } = definitions.workspace;
  return decide(
    { ...asked, groupBy: ['channel'] },
    {
      ...{ ...context, currency, timeZone },
      customModels: publishedModels(definitions),
      defaults: publishedDefaults(definitions),
    },
  );
}
