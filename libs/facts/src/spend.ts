/** One statement of cost; the highest position of a key (platform, account, campaign, day, kind) is in force. */
export interface SpendFact {
  workspace: string;
  platform: string;
  account: string;
  campaign: string;
  /** YYYY-MM-DD */
  day: string;
  kind: string;
  costMinor: bigint;
  currency: string;
  /** Empty: unmapped. */
  channel: string;
  position: number;
}
