import { type LeadFindings, type PersonTouches, touchesOfLead } from '@touchstone/facts';
import type { Subject, SubjectOrder } from '@touchstone/timeline';
import { concernsLeads } from './concerning-touches.js';
import { leadFactsOf } from './lead-facts.js';

/**
 * What the definitions of an order make of its lead.
 *
 * @param touches those of its person among them, all up to the order's commit
 */
export function findingsOfLead(
  { state }: Extract<Subject, { kind: 'lead' }>,
  order: SubjectOrder,
  touches: PersonTouches,
): LeadFindings {
  const { segment, accountAttributes, deal, definitions } = order;
  const context = {
    segment,
    accountAttributes,
    deal: deal && { ...deal, closedEventId: deal.closedEventId ?? '' },
  };
  // the same touches that make a lead be looked at again
  const concerning = touchesOfLead(order, touches).filter(
    (touch) => touch.occurredAt <= state.createdAt || concernsLeads(touch, definitions),
  );
  return leadFactsOf(state, concerning, context, definitions);
}
