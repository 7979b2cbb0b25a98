import type { Money } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import { touchOf } from '@touchstone/facts';
import type { Definitions } from '@touchstone/timeline';

/** Fields of an event's data that a timeline shows; none of them is personal. */
const shown = [
  'interaction',
  'channel',
  'source',
  'medium',
  'campaign',
  'contentId',
  'leadId',
  'dealId',
  'subscriptionId',
  'status',
  'stage',
  'pipeline',
  'plan',
  'owner',
  'list',
  'closedAt',
  'reason',
] as const;

export type Summary = Partial<Record<(typeof shown)[number] | 'path', string>> & {
  amount?: Money;
  monthly?: Money;
};

/** What an event says, in short: its texts as sent, the path of its page, its money; of a touch the channel decided. */
export function summaryOf(event: LogEvent, definitions: Definitions): Summary {
  const { data } = event;
  const summary: Summary = {};
  for (const name of shown) {
    const value = data[name];
    if (typeof value === 'string' && value !== '') summary[name] = value;
  }
  const { page, amount, monthly } = data as { page?: { path?: string }; amount?: Money; monthly?: Money };
  const channel = touchOf(event, definitions)?.channel;
  if (channel) summary.channel = channel;
  if (page?.path) summary.path = page.path;
  if (amount) summary.amount = amount;
  if (monthly) summary.monthly = monthly;
  return summary;
}
