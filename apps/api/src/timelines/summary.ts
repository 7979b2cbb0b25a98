import type { Money } from '@touchstone/contracts';

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

/** What an event says, in short: its texts as sent, the path of its page, its money. */
export function summaryOf(data: Record<string, unknown>): Summary {
  const summary: Summary = {};
  for (const name of shown) {
    const value = data[name];
    if (typeof value === 'string' && value !== '') summary[name] = value;
  }
  const { page, amount, monthly } = data as { page?: { path?: string }; amount?: Money; monthly?: Money };
  if (page?.path) summary.path = page.path;
  if (amount) summary.amount = amount;
  if (monthly) summary.monthly = monthly;
  return summary;
}
