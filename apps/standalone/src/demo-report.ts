import type { AcquisitionAnswer, FunnelAnswer, LifetimeValueAnswer, SlaAnswer } from '@touchstone/api';
import type { AttributionAnswer } from '@touchstone/attribution';
import { Fault, type Problem } from '@touchstone/runtime';

/** Models that fit beside each other on a screen. */
const models = ['first', 'last', 'last_non_direct', 'linear', 'u_shaped', 'time_decay'];

/** The twelve months through today. */
function demoWindow(now: Date): string {
  const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  const from = new Date(Date.UTC(to.getUTCFullYear() - 1, to.getUTCMonth(), to.getUTCDate()));
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  return `from=${day(from)}&to=${day(to)}`;
}

/** The query of the demo's report: these models, by channel. */
export const demoReportPath = (now = new Date()): string =>
  `/v1/attribution?model=${models.join(',')}&groupBy=channel&${demoWindow(now)}`;

/** Asks the API, as anybody would. @throws Fault with the API's own words */
export async function demoReport(url: string, readKey: string): Promise<AttributionAnswer> {
  return ask<AttributionAnswer>(url + demoReportPath(), readKey);
}

/** What customers cost and bring, the funnel and its clocks, of the same months. @throws Fault */
export async function demoFigures(url: string, readKey: string) {
  const window = demoWindow(new Date());
  const [acquisition, value, funnel, sla] = await Promise.all([
    ask<AcquisitionAnswer>(`${url}/v1/acquisition-cost?model=linear&groupBy=channel&${window}`, readKey),
    ask<LifetimeValueAnswer>(`${url}/v1/lifetime-value?model=linear&groupBy=channel&${window}`, readKey),
    ask<FunnelAnswer>(`${url}/v1/funnel?${window}`, readKey),
    ask<SlaAnswer>(`${url}/v1/sla?${window}`, readKey),
  ]);
  return { acquisition, value, funnel, sla };
}

async function ask<Answer>(address: string, readKey: string): Promise<Answer> {
  const answer = await fetch(address, { headers: { authorization: `Bearer ${readKey}` } });
  if (answer.ok) return (await answer.json()) as Answer;
  const { detail } = (await answer.json()) as Problem;
  throw new Fault('unavailable', `The demo's report could not be had: ${detail}`);
}
