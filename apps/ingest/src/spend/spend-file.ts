import { Fault } from '@touchstone/runtime';
import type { SpendOptions } from './spend-options.js';
import { type SpendTable, tableOf } from './spend-table.js';

/**
 * The table of a file that can be imported.
 * @throws Fault `invalid_request` where no line is its headers, or it leaves open what nobody says beside it
 */
export async function importable(text: string, options: SpendOptions): Promise<SpendTable> {
  const table = await tableOf(text, options.preset);
  if (!table) throw unreadable(options);
  refuseUnsaid(table, options);
  return table;
}

const unreadable = ({ preset }: SpendOptions) =>
  new Fault(
    'invalid_request',
    preset
      ? `The file has no line with the headers of preset ${preset}; leave preset out, or send another export.`
      : 'The file has no line of headers with a day and a cost: send an export of Google Ads, Meta or LinkedIn by day, or a table with date, source or platform, campaign, cost and currency.',
  );

/** What no row of a file says has to be said beside it. @throws Fault `invalid_request` */
function refuseUnsaid({ columns: { at, currency, preset } }: SpendTable, options: SpendOptions): void {
  const errors = [
    ...(at.currency === undefined && !currency && !options.currency
      ? [{ parameter: 'currency', detail: 'is needed, as the file names none: such as currency=EUR' }]
      : []),
    ...(preset === 'generic' && at.platform === undefined && at.source === undefined && !options.platform
      ? [{ parameter: 'platform', detail: 'is needed, as the file has neither a platform nor a source' }]
      : []),
  ];
  if (errors.length > 0)
    throw new Fault('invalid_request', errors.map((one) => `${one.parameter}: ${one.detail}`).join('; '), {
      details: { errors },
    });
}
