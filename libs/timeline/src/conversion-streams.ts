import type { LogEvent } from '@touchstone/event-log';
import {
  type Conversion,
  type ConversionKind,
  conversionsOfDeal,
  conversionsOfLead,
  conversionsOfSubscription,
} from './conversions.js';
import { foldDeal } from './deal.js';
import { foldLead } from './lead.js';
import { foldSubscription } from './subscription.js';

/** Kinds of conversion by the subject of the streams that they are folded from. */
export const streamKinds: Record<string, ConversionKind[]> = {
  deal: ['deal.created', 'deal.won'],
  lead: ['lead.created', 'lead.qualified'],
  subscription: ['subscription.started'],
};

export const subjectOf = (kind: ConversionKind): string => kind.slice(0, kind.indexOf('.'));

/** The stream that a conversion is folded from. */
export const streamOfConversion = ({ kind, id }: { kind: ConversionKind; id: string }): string =>
  `${subjectOf(kind)}:${id}`;

/** True for streams whose fold gives conversions: deals, leads, subscriptions. */
export function hasConversions(stream: string): boolean {
  return stream.slice(0, stream.indexOf(':')) in streamKinds;
}

/** The conversions that the events of one stream tell. */
export function conversionsIn(subject: string, events: LogEvent[], timeZone: string): Conversion[] {
  if (subject === 'deal') {
    const deal = foldDeal(events, timeZone);
    return deal ? conversionsOfDeal(deal) : [];
  }
  if (subject === 'lead') {
    const lead = foldLead(events);
    return lead ? conversionsOfLead(lead) : [];
  }
  const subscription = foldSubscription(events);
  return subscription ? conversionsOfSubscription(subscription) : [];
}
