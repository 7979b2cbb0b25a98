import { creditNames, viewModels } from './credit-rows.js';
import { displaySql } from './money.js';
import { column, type ViewColumn } from './view.js';

/** Columns of credit and of deals a model. @param of SQL of a column of the rows */
export function creditColumns(of: (column: string) => string): ViewColumn[] {
  return viewModels.flatMap((model) => {
    const { credit, share } = creditNames(model);
    const name = credit.replace(/_minor$/, '');
    return [
      column(
        credit,
        'Int64',
        `Credit by ${model} in whole minor units of currency; the column sums to what was won.`,
        of(credit),
      ),
      column(
        name,
        'Decimal(38, 4)',
        `The same in currency, for display: sums are exact in ${credit}.`,
        displaySql(of(credit), 'report_currency'),
      ),
      column(
        share,
        'Float64',
        `Won deals by ${model}, in fractions; the column sums to the number of won deals.`,
        of(share),
      ),
    ];
  });
}
