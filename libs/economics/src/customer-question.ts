/** What customers are asked for. Moments are epoch milliseconds. */
export interface CustomersOf {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** Window of acquisition, half-open. */
  from: number;
  to: number;
  /** End of what is observed of them, out: what is won, paid or lost from then on is not known yet. */
  observedUntil: number;
  /** Currency of amounts, ISO 4217; those of another one have no rate. */
  currency: string;
  /** IANA zone of calendar months. */
  timeZone: string;
  /** Gross margins: moment from which each is in force, ascending, and millionths of revenue. */
  margins: readonly { from: number; millionths: number }[];
}

/** Values of all `{name:Type}` in the SQL of customers. */
export const customerParams = (of: CustomersOf) => ({
  workspace: of.workspace,
  asOf: of.asOf,
  acquiredFrom: of.from,
  acquiredTo: of.to,
  observedUntil: of.observedUntil,
  currency: of.currency,
  timeZone: of.timeZone,
  marginFrom: of.margins.map(({ from }) => from),
  marginMillionths: of.margins.map(({ millionths }) => millionths),
});
