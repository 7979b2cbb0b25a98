import { csvOf } from '../table-answer.js';
import type { ReconciliationAnswer } from './reconciliation-answer.js';

const header = ['period', 'model', 'line', 'reason', 'amountMinor', 'currency', 'conversions', 'asOf'];

/**
 * One row a figure: of each period and model `crm`, `attributed`, `unattributed` by reason and `difference`; of each
 * period, without a model, `unconverted`, `no_longer` by cause and `negative`.
 */
export function reconciliationCsv({ report, periods }: ReconciliationAnswer): string {
  const { currency, asOf } = report;
  const records = periods.flatMap(({ period, models, unconverted, noLonger, negatives }) => [
    ...models.flatMap((one) => [
      [period, one.model, 'crm', '', one.crmMinor, currency, one.crmConversions, asOf],
      [period, one.model, 'attributed', '', one.attributedMinor, currency, one.attributedConversions, asOf],
      ...one.unattributed.map(({ reason, amountMinor, conversions }) => [
        period,
        one.model,
        'unattributed',
        reason,
        amountMinor,
        currency,
        conversions,
        asOf,
      ]),
      [period, one.model, 'difference', '', one.differenceMinor, currency, 0, asOf],
    ]),
    ...unconverted.map((row) => [
      period,
      '',
      'unconverted',
      '',
      row.amountMinor,
      row.currency,
      row.conversions,
      asOf,
    ]),
    ...noLonger.map((row) => [
      period,
      '',
      'no_longer',
      row.cause,
      row.lastMinor,
      currency,
      row.conversions,
      asOf,
    ]),
    [period, '', 'negative', '', negatives.valueMinor, currency, negatives.conversions, asOf],
  ]);
  return csvOf(header, records);
}
