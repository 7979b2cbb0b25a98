import type { AttributionAnswer } from '@touchstone/attribution';
import Table from 'cli-table3';
import { moneyText } from './money-text.js';

/**
 * A report by channel as text: a line each channel, a column each model, what is unattributed, and the CRM's own total,
 * which every column sums to. `to` is the first day that is not in it.
 */
export function attributionTable(answer: AttributionAnswer): string {
  const { models, currency, from, to, timeZone } = answer.report;
  const table = new Table({
    head: ['channel', ...models],
    colAligns: ['left', ...models.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  const amount = (minor: string): string => moneyText(minor, currency);
  const line = (name: string, minorOf: (model: string) => string): void => {
    table.push([name, ...models.map((model) => amount(minorOf(model)))]);
  };
  for (const channel of channelsByCredit(answer))
    line(
      channel,
      (model) =>
        answer.rows.find((row) => row.model === model && row.channel === channel)?.creditMinor ?? '0',
    );
  line('(unattributed)', (model) => answer.totals[model]!.unattributedMinor);
  line('total = CRM', (model) => answer.totals[model]!.crmMinor);
  const day = (instant: string): string =>
    new Intl.DateTimeFormat('sv', { timeZone }).format(new Date(instant)); // Swedish dates are ISO dates
  const missing = answer.unconverted.map(
    (one) => `${moneyText(one.amountMinor, one.currency)} ${one.currency}`,
  );
  return [
    `Won revenue by channel, ${day(from)} to ${day(to)}, in ${currency}`,
    table.toString(),
    ...(missing.length > 0
      ? [`Without a rate to ${currency}, and in no figure above: ${missing.join(', ')}`]
      : []),
  ].join('\n');
}

/** Channels by the largest credit that any model gives them. */
function channelsByCredit({ rows }: AttributionAnswer): string[] {
  const most = new Map<string, bigint>();
  for (const { channel = '', creditMinor } of rows) {
    const credit = BigInt(creditMinor);
    if (credit >= (most.get(channel) ?? credit)) most.set(channel, credit);
  }
  return [...most]
    .sort(([a, x], [b, y]) => (x > y ? -1 : x < y ? 1 : a < b ? -1 : 1))
    .map(([channel]) => channel);
}
