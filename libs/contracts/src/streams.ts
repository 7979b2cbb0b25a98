import type { EventTypeName } from './event-types.js';

/** The stream of closings: all of a workspace's, as they are few. */
export const periodsStream = 'periods';

/**
 * The stream of an event: what it is about. Deals, leads and subscriptions by their id, spend by its statement key,
 * rates by their pair, closings of periods all in one, accounts by their first key; touches and links by the strongest
 * key of their person.
 */
export function streamOf(
  type: EventTypeName,
  data: Record<string, unknown>,
  personKey: string | undefined,
  accounts: string[],
): string {
  const subject = type.slice(0, type.indexOf('.'));
  const text = (name: string) => String(data[name]);
  switch (subject) {
    case 'deal':
      return `deal:${text('dealId')}`;
    case 'lead':
      return `lead:${text('leadId')}`;
    case 'subscription':
      return `subscription:${text('subscriptionId')}`;
    case 'spend':
      return `spend:${[text('platform'), text('account'), text('campaign'), text('day'), text('kind')].join('|')}`;
    case 'fx':
      return `fx:${text('from')}/${text('to')}`;
    case 'rule':
      return `rule:${text('rule')}`;
    case 'period':
      return periodsStream;
    case 'account':
      return `account:${accounts[0] ?? ''}`;
    default:
      return `person:${personKey ?? ''}`;
  }
}
