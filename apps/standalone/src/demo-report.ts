import type { AttributionAnswer } from '@touchstone/attribution';
import { Fault, type Problem } from '@touchstone/runtime';

/** Models that fit beside each other on a screen. */
const models = ['first', 'last', 'last_non_direct', 'linear', 'u_shaped', 'time_decay'];

/** The query of the demo's report: these models, by channel, the twelve months through today. */
export function demoReportPath(now = new Date()): string {
  const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  const from = new Date(Date.UTC(to.getUTCFullYear() - 1, to.getUTCMonth(), to.getUTCDate()));
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  return `/v1/attribution?model=${models.join(',')}&groupBy=channel&from=${day(from)}&to=${day(to)}`;
}

/** Asks the API, as anybody would. @throws Fault with the API's own words */
export async function demoReport(url: string, readKey: string): Promise<AttributionAnswer> {
  const answer = await fetch(url + demoReportPath(), { headers: { authorization: `Bearer ${readKey}` } });
  if (answer.ok) return (await answer.json()) as AttributionAnswer;
  const { detail } = (await answer.json()) as Problem;
  throw new Fault('unavailable', `The attribution report could not be had: ${detail}`);
}
