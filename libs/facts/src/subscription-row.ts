/** What a version of a subscription says. Times are epoch milliseconds, empty strings mean "none". */
export interface SubscriptionRow {
  subscriptionId: string;
  accountId: string;
  segment: string;
  dealId: string;
  plan: string;
  /** Null: its start is not known. */
  startedAt: number | null;
  churnedAt: number | null;
  status: 'active' | 'churned';
  /** Moments from which the amount a month is another one; parallel to `changeMonthlyMinor`. */
  changeAt: number[];
  /** In `reportCurrency`; 0 from churn on; null: no rate. */
  changeMonthlyMinor: (bigint | null)[];
  reportCurrency: string;
  currency: string;
}

/** In the order of their columns; the id first. */
export const subscriptionFields = [
  'subscriptionId',
  'accountId',
  'segment',
  'dealId',
  'plan',
  'startedAt',
  'churnedAt',
  'status',
  'changeAt',
  'changeMonthlyMinor',
  'reportCurrency',
  'currency',
] as const satisfies (keyof SubscriptionRow)[];
