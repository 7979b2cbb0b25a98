import { type EventTypeName, eventTypes, type RuleName, ruleSchemas } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import type { GroupTouch } from '@touchstone/facts';
import {
  defaultDefinitions,
  type Definitions,
  foldLead,
  type LeadState,
  withRule,
} from '@touchstone/timeline';
import { leadFactsOf } from './lead-facts.js';
import type { LeadContext, LeadDeal } from './lead-context.js';

/** Epoch milliseconds of hours after midnight of 5 January 2026, UTC. */
export const hour = (hours: number): number => Date.UTC(2026, 0, 5) + hours * 3_600_000;

type Verb = EventTypeName extends infer Name ? (Name extends `lead.${infer V}.v1` ? V : never) : never;

/** What a lead's source says; the position gives the event its id: e1, e2, … */
export const told = (position: number, verb: Verb, hours: number, data: object = {}): LogEvent => ({
  ...{ workspace: 'w', source: 'crm', eventId: `e${position}`, type: `lead.${verb}.v1`, stream: 'lead:L-1' },
  ...{ occurredAt: hour(hours), receivedAt: 0, recordedAt: 0, position, commit: position },
  data: eventTypes[`lead.${verb}.v1`].schema.parse({
    leadId: 'L-1',
    ...(verb === 'created' ? { person: { email: 'jane@acme.example' } } : {}),
    ...(verb === 'rejected' ? { reason: 'student' } : {}),
    ...data,
  }),
  links: { people: [], accounts: [] },
});

export const created = told(1, 'created', 0);

/** Its deal, neither won nor lost. */
export const deal = (more: Partial<LeadDeal> = {}): LeadDeal => ({
  ...{ dealId: 'D-1', createdAt: hour(40), createdEventId: 'd1', closedEventId: 'd2' },
  ...{ wonAt: null, lostAt: null, ...more },
});

/** A touch of the lead's person; its id is t and the position. */
export const touch = (position: number, hours: number, more: Partial<GroupTouch> = {}): GroupTouch => ({
  ...{ personKey: 'email:jane', visitorKey: 'email:jane', personId: 'p', reach: 1 },
  ...{ occurredAt: hour(hours), eventId: `t${position}`, position, eventSource: 'web' },
  ...{
    interaction: 'form_submit',
    side: 'marketing',
    isView: false,
    channel: 'direct',
    channelRule: 'direct',
  },
  ...{ source: '', medium: '', campaign: '', landingPath: '', contentId: '', referrerHost: '', pageHost: '' },
  ...{ givenChannel: '', clickId: '', rulesVersion: 0 },
  ...more,
});

export const pricingView = (position: number, hours: number): GroupTouch =>
  touch(position, hours, { interaction: 'page_view', landingPath: '/Pricing/eu' });

export const alone: LeadContext = { segment: '', accountAttributes: {}, deal: null };

/** The definitions that everybody has, but for rules of one's own. */
export const published = (rules: Partial<Record<RuleName, object>>): Definitions =>
  Object.entries(rules).reduce(
    (definitions, [rule, definition], nth) =>
      withRule(definitions, rule as RuleName, ruleSchemas[rule as RuleName].parse(definition), nth + 1),
    defaultDefinitions,
  );

export const factsOf = (
  events: LogEvent[],
  touches: GroupTouch[] = [],
  context: Partial<LeadContext> = {},
  definitions: Definitions = defaultDefinitions,
) => leadFactsOf(foldLead(events) as LeadState, touches, { ...alone, ...context }, definitions);

/** Visits as texts: stage, hours from and to (or `…`), rule and events. */
export const visitsOf = (facts: ReturnType<typeof factsOf>): string[] =>
  facts.stageName.map((stage, nth) => {
    const hours = (at: number) => (at === 0 ? '…' : String((at - hour(0)) / 3_600_000));
    const [from, to] = [hours(facts.stageAt[nth]!), hours(facts.stageLeftAt[nth]!)];
    return `${stage} ${from}-${to} ${facts.stageRule[nth]} ${facts.stageEvents[nth]!.join(' ')}`.trim();
  });
