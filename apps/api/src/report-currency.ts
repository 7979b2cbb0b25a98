import { CurrencySchema } from '@touchstone/contracts';
import { badParameters } from './query.js';

/** The parameter of reports with money. */
export const reportCurrency = {
  currency: CurrencySchema.optional().meta({
    description:
      'Currency of the answer: that of the workspace, the only one allowed. Amounts are converted to it as they are recorded, each at the rate of its own day.',
    examples: ['EUR'],
  }),
};

/**
 * Stored values are in the workspace's currency. Those of another one would be other credits, rounded elsewhere and of
 * other rates: converted at the end they would not sum to what the CRM has in it.
 * @throws Fault `invalid_request` for another currency than the workspace's
 */
export function refuseOtherCurrency(asked: string | undefined, workspaceCurrency: string): void {
  if (asked === undefined || asked === workspaceCurrency) return;
  throw badParameters([
    {
      parameter: 'currency',
      detail: `allowed is ${workspaceCurrency}, the workspace’s: amounts are stored in it, each converted at the rate of its own day, and figures converted afterwards would not sum to the CRM’s; to report in ${asked}, publish the rule workspace with it, and every amount is converted anew`,
    },
  ]);
}
