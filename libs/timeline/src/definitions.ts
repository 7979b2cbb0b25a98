import {
  type EventData,
  interactions,
  type RuleDefinition,
  type RuleName,
  ruleNames,
  ScoringSchema,
  SlaTermsSchema,
  StagesSchema,
} from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';

type InForce = { [Rule in RuleName]: RuleDefinition<Rule> };

/** All that a workspace has published, as of a position of its log. */
export interface Definitions extends InForce {
  /** Position of the version in force of each rule; 0: never published, the default is in force. */
  versions: Record<RuleName, number>;
  /** Newest position of a definition that the classification of touches depends on; 0: none was published. */
  touchVersion: number;
}

/** Rules that say which channel a touch is of, and whether it is eligible. */
const touchRules: readonly RuleName[] = ['workspace', 'channels', 'interactions'];

/** Rules that say, beside those, what becomes of leads. */
const leadRules: readonly RuleName[] = ['stages', 'scoring', 'sla'];

/** In force until a workspace publishes its own. */
export const defaultDefinitions: Definitions = {
  workspace: { currency: 'EUR', timeZone: 'UTC', ownDomains: [], excludedReferrers: [], extraChannels: [] },
  channels: { rules: [] },
  interactions: { interactions: [] },
  attribution: {},
  models: { models: [] },
  margin: { margins: [] },
  stages: StagesSchema.parse({}),
  scoring: ScoringSchema.parse({}),
  sla: SlaTermsSchema.parse({}),
  versions: Object.fromEntries(ruleNames.map((rule) => [rule, 0])) as Record<RuleName, number>,
  touchVersion: 0,
};

/** The stream that the versions of a rule are published in. */
export const ruleStream = (rule: RuleName): string => `rule:${rule}`;

/** All streams that definitions are folded from. */
export const ruleStreams: readonly string[] = ruleNames.map(ruleStream);

/** True for rules that say which channel a touch is of, and whether it is eligible. */
export const isTouchRuleName = (rule: RuleName): boolean => touchRules.includes(rule);

/** True for a new version of something that the classification of touches, or what becomes of leads, depends on. */
export function isReviewedRule(event: LogEvent): boolean {
  return (
    event.type === 'rule.published.v1' &&
    [...touchRules, ...leadRules].some((rule) => event.stream === ruleStream(rule))
  );
}

/** The definitions after events, given in any order and any number of times; events of other types say nothing. */
export function definitionsOf(
  events: Iterable<LogEvent>,
  before: Definitions = defaultDefinitions,
): Definitions {
  let after = before;
  for (const event of events) {
    if (event.type !== 'rule.published.v1') continue;
    const { rule, definition } = event.data as EventData<'rule.published.v1'>;
    if (event.position > after.versions[rule]) after = withRule(after, rule, definition, event.position);
  }
  return after;
}

/** The definitions with one rule replaced, as if it had been published at a position. */
export function withRule(
  before: Definitions,
  rule: RuleName,
  definition: RuleDefinition<RuleName>,
  position: number,
): Definitions {
  return {
    ...before,
    [rule]: definition,
    versions: { ...before.versions, [rule]: position },
    touchVersion: touchRules.includes(rule) ? Math.max(before.touchVersion, position) : before.touchVersion,
  };
}

/** Whether touches may be classified otherwise: something that their channel or eligibility depends on differs. */
export function classifiesOtherwise(before: Definitions, after: Definitions): boolean {
  const signs = ({ workspace, channels, interactions: own }: Definitions): string => {
    const { currency: _, timeZone: __, ...hosts } = workspace;
    return JSON.stringify([hosts, channels, own]);
  };
  return before.touchVersion !== after.touchVersion && signs(before) !== signs(after);
}

/** Whether amounts or moments of conversions may differ: reports have another currency, or days another end. */
export function valuesOtherwise(
  { workspace: before }: Definitions,
  { workspace: after }: Definitions,
): boolean {
  return before.currency !== after.currency || before.timeZone !== after.timeZone;
}

/** Whether leads may be in other stages, have other scores, intents or clocks, though their touches are classified alike. */
export function leadsOtherwise(before: Definitions, after: Definitions): boolean {
  const signs = ({ stages, scoring, sla }: Definitions): string => {
    const { teams: _, rejectionReasons: __, ...clocks } = sla;
    return JSON.stringify([stages, scoring, clocks]);
  };
  return signs(before) !== signs(after);
}

/** Whose an interaction is, and whether it is only seen; one that nobody knows counts as seen. */
export function interactionOf(name: string, definitions: Pick<Definitions, 'interactions'>) {
  const own = definitions.interactions.interactions.find((one) => one.name === name);
  if (own) return { side: own.side, view: own.view };
  return Object.hasOwn(interactions, name)
    ? interactions[name as keyof typeof interactions]
    : ({ side: 'marketing', view: true } as const);
}
