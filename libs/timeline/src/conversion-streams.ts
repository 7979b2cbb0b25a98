import type { LogEvent } from '@touchstone/event-log';
import {
  type Conversion,
  type ConversionKind,
  conversionsOfDeal,
  conversionsOfLead,
  conversionsOfSubscription,
} from './conversions.js';
import type { BookRecord } from './conversion-book.js';
import { foldDeal } from './deal.js';
import { foldLead } from './lead.js';
import {
  type Subject,
  subjectOfDeal,
  subjectOfLead,
  subjectOfSubscription,
  type SubjectKind,
} from './subjects.js';
import { foldSubscription } from './subscription.js';

/** Kinds of conversion by the subject of the streams that they are folded from. */
export const streamKinds: Record<SubjectKind, ConversionKind[]> = {
  deal: ['deal.created', 'deal.won'],
  lead: ['lead.created', 'lead.qualified'],
  subscription: ['subscription.started'],
};

/** What a conversion is one of; of a subject itself its kind. */
export const subjectOf = (kind: BookRecord['kind']): SubjectKind => kind.split('.', 1)[0] as SubjectKind;

/** The stream that a conversion or a subject is folded from. */
export const streamOfConversion = ({ kind, id }: { kind: BookRecord['kind']; id: string }): string =>
  `${subjectOf(kind)}:${id}`;

/** True for streams whose fold gives conversions: deals, leads, subscriptions. */
export function hasConversions(stream: string): boolean {
  return stream.slice(0, stream.indexOf(':')) in streamKinds;
}

/** What the events of one stream tell. */
export interface Told {
  conversions: Conversion[];
  /** Null without events. */
  subject: Subject | null;
}

/** The conversions that the events of one stream tell, and what they are of. */
export function toldBy(kind: SubjectKind, events: LogEvent[], timeZone: string): Told {
  if (kind === 'deal') {
    const deal = foldDeal(events, timeZone);
    return deal ? { conversions: conversionsOfDeal(deal), subject: subjectOfDeal(deal) } : nothing;
  }
  if (kind === 'lead') {
    const lead = foldLead(events);
    return lead ? { conversions: conversionsOfLead(lead), subject: subjectOfLead(lead) } : nothing;
  }
  const subscription = foldSubscription(events);
  return subscription
    ? {
        conversions: conversionsOfSubscription(subscription),
        subject: subjectOfSubscription(subscription),
      }
    : nothing;
}

const nothing: Told = { conversions: [], subject: null };
