/**
 * A life of a lead in which it was assigned, was qualified or waited, with the clocks of the agreement between marketing
 * and sales. Moments are epoch milliseconds, durations working milliseconds.
 */
export interface ClockedLife {
  /** When this life began. */
  lifeAt: number;
  /** Owner when contact started, else when the wait began; empty: none. */
  owner: string;
  /** Intent was shown shortly before contact started. */
  isHighIntent: boolean;
  /** Contact starts here, else at the qualification. */
  assignedAt: number | null;
  /** Disposition starts here. */
  qualifiedAt: number | null;
  /** First sales touch since contact started: contact is done. */
  touchedAt: number | null;
  /** How disposition was done; empty: it was not. */
  outcome: string;
  /** Contact was done, or the life ended without it; null: neither. */
  contactEndedAt: number | null;
  /** When the time for contact is over; null: there is no such clock, or not within 20 years. */
  contactDueAt: number | null;
  /** From start to end of contact; null: it has not ended, or took more than 20 years. */
  contactMs: number | null;
  dispositionEndedAt: number | null;
  dispositionDueAt: number | null;
  dispositionMs: number | null;
  /** From qualification to assignment; null where one is missing, or assignment came first. */
  systemDelayMs: number | null;
  /** From when on it showed intent and nobody in sales had touched it; null: never. */
  waitedAt: number | null;
  /** Sales touched it, it was given up or converted; null: it waits. */
  waitEndedAt: number | null;
}

/** A decision of sales on a lead. */
export interface LeadDecision {
  /** Epoch milliseconds. */
  decidedAt: number;
  outcome: 'accepted' | 'rejected' | 'disqualified';
  /** Owner from that moment on; empty: none. */
  owner: string;
  /** As given; empty: none. */
  reason: string;
  /** Sales had touched the lead in that life. */
  isContacted: boolean;
}

/** In the order of the elements of column `clocks`. */
export const clockFields = [
  'lifeAt',
  'owner',
  'isHighIntent',
  'assignedAt',
  'qualifiedAt',
  'touchedAt',
  'outcome',
  'contactEndedAt',
  'contactDueAt',
  'contactMs',
  'dispositionEndedAt',
  'dispositionDueAt',
  'dispositionMs',
  'systemDelayMs',
  'waitedAt',
  'waitEndedAt',
] as const satisfies (keyof ClockedLife)[];

/** In the order of the elements of column `decisions`. */
export const decisionFields = [
  'decidedAt',
  'outcome',
  'owner',
  'reason',
  'isContacted',
] as const satisfies (keyof LeadDecision)[];
