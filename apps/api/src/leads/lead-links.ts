import { iso } from '../moments.js';

/** By dimension. */
type Labels = Readonly<Record<string, string | readonly string[]>>;

interface Asked {
  from: number;
  to: number;
  asOf: number;
  judgedAt: number;
  filters: Labels;
}

/** What is behind a number of a row; the moments are named, so that a link does not age. */
export function linkBehind(
  path: string,
  { from, to, asOf, judgedAt, filters }: Asked,
  labels: Labels,
  which: Record<string, string>,
): string {
  const query = new URLSearchParams({ from: iso(from), to: iso(to), asOf: String(asOf) });
  query.set('judgedAt', iso(judgedAt));
  for (const [name, wanted] of Object.entries({ ...filters, ...labels }))
    for (const label of [wanted].flat()) query.append(name, label.replaceAll(',', '\\,'));
  for (const [name, value] of Object.entries(which)) query.set(name, value);
  return `${path}?${query.toString()}`;
}

/** A lead as of a position. */
export const leadLink = (leadId: string, asOf: number): string =>
  `/v1/leads/${encodeURIComponent(leadId)}?asOf=${asOf}`;
