import { wholeMargin } from '@touchstone/facts';

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

/** Of a workspace that has published none: revenue, all of it. */
const noMargins: CustomersOf['margins'] = [{ from: 0, millionths: wholeMargin }];

/** Values of all `{name:Type}` in the SQL of customers. */
export const customerParams = ({ from, to, margins, ...of }: CustomersOf) => {
  const inForce = margins.length > 0 ? margins : noMargins;
  return {
    ...{ ...of, acquiredFrom: from, acquiredTo: to },
    marginFrom: inForce.map((margin) => margin.from),
    marginMillionths: inForce.map(({ millionths }) => millionths),
  };
};
