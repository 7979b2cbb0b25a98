import type { TopicSpec } from './broker.js';

export interface TopicDescription extends TopicSpec {
  description: string;
  /** Read by the ingest consumer; the others are written by Touchstone. */
  inbound: boolean;
}

const inbound = (
  name: string,
  partitions: number,
  retentionDays: number,
  description: string,
): TopicDescription => ({
  name: `touchstone.${name}`,
  partitions,
  retentionDays,
  description,
  inbound: true,
});

const outbound = (
  name: string,
  partitions: number,
  retentionDays: number,
  description: string,
): TopicDescription => ({
  ...inbound(name, partitions, retentionDays, description),
  inbound: false,
});

/** Every topic, by its short name. The message key of inbound topics is workspace + customer key. */
export const topics = {
  touchpoints: inbound('touchpoints', 12, 14, 'Touches of people and the links between their identifiers'),
  leads: inbound('leads', 6, 14, 'Leads, from created to converted, and their snapshots'),
  deals: inbound('deals', 6, 14, 'Deals, their stages and amounts, and their snapshots'),
  accounts: inbound('accounts', 6, 14, 'Accounts targeted and updated; requests to erase a person'),
  subscriptions: inbound(
    'subscriptions',
    6,
    14,
    'Subscriptions started, renewed, expanded, contracted and churned',
  ),
  spend: inbound('spend', 3, 30, 'Marketing spend by day and campaign'),
  // One partition: a rule or a rate must never overtake the one it replaces.
  definitions: inbound('definitions', 1, 90, 'Published rules, exchange rates and closed periods'),
  rejected: outbound('rejected', 3, 30, 'Messages that were not accepted, with the reason (dead letters)'),
  timeline: outbound('timeline', 6, 14, 'Entries added to the timelines of people and accounts'),
  credits: outbound('credits', 6, 14, 'Credits of conversions, as newly computed or restated'),
  alerts: outbound('alerts', 1, 14, 'Service level and data quality alerts'),
} as const satisfies Record<string, TopicDescription>;

export type TopicKey = keyof typeof topics;

export const allTopics: readonly TopicDescription[] = Object.values(topics);
export const inboundTopics: readonly string[] = allTopics
  .filter((topic) => topic.inbound)
  .map((topic) => topic.name);

const topicByEventFamily = new Map<string, TopicDescription>([
  ['touchpoint', topics.touchpoints],
  ['identity', topics.touchpoints],
  ['lead', topics.leads],
  ['deal', topics.deals],
  ['account', topics.accounts],
  ['subject', topics.accounts],
  ['subscription', topics.subscriptions],
  ['spend', topics.spend],
  ['fx', topics.definitions],
  ['rule', topics.definitions],
  ['period', topics.definitions],
]);

/**
 * The inbound topic of an event type, by the family before its first dot: `lead.created.v1` goes to
 * `touchstone.leads`. Null for a family that has no topic.
 */
export function topicOf(eventType: string): string | null {
  const dot = eventType.indexOf('.');
  return dot < 1 ? null : (topicByEventFamily.get(eventType.slice(0, dot))?.name ?? null);
}
