import { AttributionAnswerSchema } from '@touchstone/attribution';
import { accountGroups } from '@touchstone/economics';
import { z } from 'zod';
import { instant, minor, nextCursor, used } from '../attribution/credit-fields.js';
import { listedGroups } from './target-accounts-request.js';

const { asOf } = AttributionAnswerSchema.shape.report.shape;
const ofAccounts = (what: string) =>
  z
    .number()
    .nullable()
    .meta({ description: `${what}; null: there are no accounts, see reason.` });

const figures = {
  people: z.int().meta({ description: 'Known people: those of whom there is more than a device.' }),
  touches: z.int().meta({ description: 'Eligible touches of both sides; each page view by itself.' }),
  marketingTouches: z.int(),
  leads: z.int().meta({ description: 'Created in the window.' }),
  opportunities: z.int().meta({ description: 'Deals created in the window, whatever became of them.' }),
  pipelineMinor: minor('Value of those deals.'),
  won: z.int().meta({ description: 'Deals won in the window.' }),
  revenueMinor: minor('Value of those deals.'),
  unconverted: z.int().meta({ description: 'Deals of either kind without a rate: in no amount.' }),
};

export const TargetAccountsAnswerSchema = z
  .object({
    report: z
      .object({
        ...{ from: instant, to: instant, list: z.string().nullable(), engagedTouches: z.int() },
        ...{ group: z.enum(listedGroups), currency: used.currency, timeZone: used.timeZone, asOf },
      })
      .meta({ description: 'Every parameter that was used.' }),
    lists: z
      .array(z.object({ list: z.string(), accounts: z.int() }))
      .meta({ description: 'Lists that were named by the position, and how many accounts are on each.' }),
    rows: z
      .array(
        z.object({
          group: z.enum(accountGroups),
          accounts: z.int(),
          withPeople: z.int().meta({ description: 'Accounts with a known person.' }),
          withPeopleShare: ofAccounts('Share of the accounts'),
          touched: z.int().meta({ description: 'Accounts with an eligible touch in the window.' }),
          touchedShare: ofAccounts('Share of the accounts'),
          engaged: z.int().meta({ description: 'Accounts with enough marketing touches in the window.' }),
          engagedShare: ofAccounts('Share of the accounts'),
          touchesPerAccount: ofAccounts('Eligible touches over accounts'),
          reason: z.enum(['no_accounts']).nullable().meta({ description: 'Why shares are null.' }),
          ...figures,
        }),
      )
      .meta({
        description: 'The list, the rest, and what belongs to no account: together all there was.',
      }),
    accounts: z
      .array(
        z.object({
          accountId: z.string().meta({ description: 'As in `GET /v1/accounts/{id}/timeline`.' }),
          keys: z.array(z.string()).meta({ description: 'Domains and CRM ids that are this account.' }),
          lists: z.array(z.string()),
          isEngaged: z.boolean(),
          ...figures,
        }),
      )
      .meta({ description: 'A page of the accounts of `group`: most pipeline first, then most touches.' }),
    nextCursor,
  })
  .meta({ description: 'Accounts of a target list against all others.' });

export type TargetAccountsAnswer = z.infer<typeof TargetAccountsAnswerSchema>;

/** A whole answer, for documents. */
export const targetAccountsExample: TargetAccountsAnswer = {
  report: {
    ...{ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z', list: 'abm-2026' },
    ...{ engagedTouches: 3, group: 'target', currency: 'EUR', timeZone: 'Europe/Berlin', asOf: 48213 },
  },
  lists: [{ list: 'abm-2026', accounts: 2 }],
  rows: [
    {
      ...{ group: 'target', accounts: 2, withPeople: 2, withPeopleShare: 1, touched: 1, touchedShare: 0.5 },
      ...{ engaged: 1, engagedShare: 0.5, touchesPerAccount: 6, reason: null, people: 5, touches: 12 },
      ...{ marketingTouches: 9, leads: 2, opportunities: 1, pipelineMinor: '4800000', won: 0 },
      ...{ revenueMinor: '0', unconverted: 0 },
    },
    {
      ...{
        group: 'rest',
        accounts: 40,
        withPeople: 32,
        withPeopleShare: 0.8,
        touched: 20,
        touchedShare: 0.5,
      },
      ...{ engaged: 10, engagedShare: 0.25, touchesPerAccount: 2.5, reason: null, people: 61, touches: 100 },
      ...{ marketingTouches: 84, leads: 17, opportunities: 6, pipelineMinor: '9100000', won: 2 },
      ...{ revenueMinor: '2500000', unconverted: 1 },
    },
    {
      ...{ group: 'no_account', accounts: 0, withPeople: 0, withPeopleShare: null, touched: 0 },
      ...{ touchedShare: null, engaged: 0, engagedShare: null, touchesPerAccount: null },
      ...{
        reason: 'no_accounts',
        people: 0,
        touches: 310,
        marketingTouches: 310,
        leads: 9,
        opportunities: 0,
      },
      ...{ pipelineMinor: '0', won: 0, revenueMinor: '0', unconverted: 0 },
    },
  ],
  accounts: [
    {
      ...{ accountId: 'acc_5a1f0c3b7d9e2468ace0', keys: ['crm:hubspot:account:88', 'domain:acme.example'] },
      ...{ lists: ['abm-2026'], isEngaged: true, people: 4, touches: 12, marketingTouches: 9, leads: 2 },
      ...{ opportunities: 1, pipelineMinor: '4800000', won: 0, revenueMinor: '0', unconverted: 0 },
    },
    {
      ...{ accountId: 'acc_c0ffee1234567890abcd', keys: ['domain:globex.example'], lists: ['abm-2026'] },
      ...{ isEngaged: false, people: 1, touches: 0, marketingTouches: 0, leads: 0, opportunities: 0 },
      ...{ pipelineMinor: '0', won: 0, revenueMinor: '0', unconverted: 0 },
    },
  ],
  nextCursor: null,
};
