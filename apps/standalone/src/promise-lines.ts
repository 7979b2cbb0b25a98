import type { FunnelAnswer, SlaAnswer } from '@touchstone/api';

const percent = (rate: number | null): string => (rate === null ? '–' : `${(100 * rate).toFixed(0)} %`);

/** The funnel and the agreement between marketing and sales, a line each. */
export function promiseLines(funnel: FunnelAnswer, sla: SlaAnswer): string {
  const steps = funnel.totals.stages.map(
    ({ stage, entered, conversion }) =>
      `${entered.toLocaleString('en')} ${stage}${conversion === null ? '' : ` ─${percent(conversion)}→`}`,
  );
  const { contact, decisions } = sla.totals;
  return [
    `Funnel: ${steps.join(' ')} (─%→ how many of a stage went on to a later one; a stage may be skipped)`,
    `Contact in time: ${percent(contact.metRate)} of ${contact.clocks.toLocaleString('en')} leads; accepted by sales: ${percent(decisions.acceptanceRate)}`,
  ].join('\n');
}
