import type { LogEvent } from '@touchstone/event-log';
import type { Conversion, ConversionKind } from './conversions.js';
import type { JourneyCause } from './journey-order.js';

const lifecycle: Record<ConversionKind, JourneyCause> = {
  'lead.created': 'created',
  'lead.qualified': 'qualified',
  'deal.created': 'created',
  'deal.won': 'won',
  'subscription.started': 'started',
};

/** What happened to a conversion, by comparing it before and after an event. */
export function causeOf(before: Conversion | null, after: Conversion | null, event: LogEvent): JourneyCause {
  if (!before) return lifecycle[after!.kind];
  if (!after) {
    if (event.type === 'deal.lost.v1') return 'lost';
    if (event.type === 'deal.deleted.v1') return 'deleted';
    const { status } = event.data as { status?: string };
    return status === 'lost' || status === 'deleted' ? status : 'reopened';
  }
  const differs = (name: keyof Conversion): boolean =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  if (differs('amount')) return 'amount_changed';
  if (differs('convertedAt') || differs('closeDay')) return 'date_changed';
  if (differs('accountKeys')) return 'account_changed';
  if (differs('contacts')) return 'contact_added';
  return 'stage_changed';
}
