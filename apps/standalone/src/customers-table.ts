import type { AcquisitionAnswer, LifetimeValueAnswer } from '@touchstone/api';
import Table from 'cli-table3';
import { moneyText } from './money-text.js';

/**
 * What customers cost and bring by channel, as text: a line each channel, what no touch earned, and everything, which the
 * lines sum to. A figure that does not exist is a dash.
 */
export function customersTable(acquisition: AcquisitionAnswer, value: LifetimeValueAnswer): string {
  const { currency } = acquisition.report;
  const money = (minor: string | null): string => (minor === null ? '–' : moneyText(minor, currency));
  const table = new Table({
    head: [
      'channel',
      'spend',
      'leads',
      'customers',
      'cost a lead',
      'CAC',
      'LTV to date',
      'LTV:CAC',
      'payback',
    ],
    colAligns: ['left', ...Array.from({ length: 8 }, () => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  const line = (
    name: string,
    row: Pick<AcquisitionAnswer['blended'][number], 'loadedMinor' | 'leads' | 'customers'> &
      Partial<Pick<AcquisitionAnswer['blended'][number], 'costPerLead' | 'cac'>>,
    lifetime: Omit<LifetimeValueAnswer['totals'][number], 'cohort'> | undefined,
  ): void => {
    const ratio = lifetime?.ltvToCac.realised ?? null;
    const months = lifetime?.payback.month ?? null;
    table.push([
      name,
      money(row.loadedMinor),
      row.leads.toFixed(1),
      row.customers.toFixed(1),
      money(row.costPerLead?.loadedMinor ?? null),
      money(row.cac?.loadedMinor ?? null),
      money(lifetime?.realised.perCustomerMinor ?? null),
      ratio === null ? '–' : ratio.toFixed(1),
      months === null ? '–' : `month ${months}`,
    ]);
  };
  for (const row of acquisition.rows)
    line(
      row.channel ?? '',
      row,
      value.rows.find(({ channel }) => channel === row.channel),
    );
  for (const row of acquisition.unattributed) line('(unattributed)', row, value.unattributed[0]);
  for (const row of acquisition.blended) line('total', row, value.totals[0]);
  return [`What customers cost and bring, by channel (linear), in ${currency}`, table.toString()].join('\n');
}
