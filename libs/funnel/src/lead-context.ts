/** The deal that a lead became, as it stands. */
export interface LeadDeal {
  dealId: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Id of the event that created it; empty: not known. */
  createdEventId: string;
  /** Epoch milliseconds; null unless it is won now. */
  wonAt: number | null;
  /** Epoch milliseconds; null unless it is lost now. */
  lostAt: number | null;
  /** Id of the event that closed it; empty: not known, or open. */
  closedEventId: string;
}

/** What surrounds a lead, beside its own events and the touches of its person. */
export interface LeadContext {
  /** Segment of its account; empty: none. */
  segment: string;
  /** What is known of its account by name. */
  accountAttributes: Readonly<Record<string, unknown>>;
  /** The deal that its events name, else the first of its account created at or after the lead; null: none. */
  deal: LeadDeal | null;
}
