import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { openApi, type TestApi } from '../api.fixture.spec.js';
import { type TargetAccountsAnswer, TargetAccountsAnswerSchema } from './target-accounts-answer.js';

let nth = 0;
const told = (type: string, day: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id: `e-${++nth}`, source: 'test', type, time: `${day}T08:00:00Z`, data },
});
const listed = (day: string, account: object, list?: string, type = 'targeted') =>
  told(`account.${type}.v1`, day, { account, ...(list && { list }) });
const touch = (day: string, interaction: string, email: string) =>
  told('touchpoint.recorded.v1', day, { interaction, person: { email } });
const deal = (
  type: string,
  dealId: string,
  day: string,
  account: object,
  amountMinor: number,
  currency = 'EUR',
) => told(type, day, { dealId, account, amount: { amountMinor, currency } });

const alpha = { crmIds: ['crm:x:account:1'] };
const beta = { domain: 'beta.example' };
const gamma = { domain: 'gamma.example' };

// alpha, beta and gamma on the list; delta by its people alone, epsilon by a deal alone
const events = [
  listed('2026-01-01', alpha, 'abm'),
  listed('2026-01-01', beta, 'abm'),
  listed('2026-01-01', gamma, 'abm'),
  listed('2026-01-01', gamma, 'partners'),
  touch('2026-01-05', 'form_submit', 'ann@alpha.example'),
  touch('2026-01-06', 'page_view', 'abe@alpha.example'),
  touch('2026-01-07', 'email_opened', 'ann@alpha.example'), // a view
  touch('2026-01-08', 'call', 'bob@beta.example'), // of sales
  touch('2026-02-01', 'form_submit', 'bob@beta.example'), // after the window
  touch('2026-01-09', 'form_submit', 'dan@delta.example'),
  touch('2026-01-10', 'form_submit', 'zoe@gmail.com'), // of no account
  told('lead.created.v1', '2026-01-05', { leadId: 'L-1', person: { email: 'ann@alpha.example' } }),
  told('lead.created.v1', '2026-01-10', { leadId: 'L-2', person: { email: 'zoe@gmail.com' } }),
  deal('deal.created.v1', 'D-1', '2026-01-15', alpha, 5000),
  deal('deal.won.v1', 'D-1', '2026-01-25', alpha, 6000),
  deal('deal.created.v1', 'D-2', '2026-01-16', { domain: 'epsilon.example' }, 700),
  deal('deal.created.v1', 'D-3', '2026-01-17', beta, 900, 'USD'), // no rate
  // from here on alpha’s two names are one account
  told('account.updated.v1', '2026-01-20', { account: { ...alpha, domain: 'alpha.example' } }),
  listed('2026-01-28', gamma, 'abm', 'untargeted'),
  listed('2026-01-02', gamma, 'abm'), // said later of an earlier day: stays off
  listed('2026-01-29', { domain: 'www.alpha.example' }, 'abm', 'untargeted'), // off, by its other name
];

let api: TestApi;
let acme: string;
beforeAll(async () => {
  api = await openApi();
  acme = await api.keyOf('acme');
  await api.bench.append('acme', events, 1);
  await api.bench.projector({ batchEvents: 4 }).catchUp();
});
afterAll(() => api.close());

const january = 'from=2026-01-01&to=2026-02-01';
const asked = async (query: string) => {
  const { body } = await api.get(`/v1/target-accounts?${query}`, acme).expect(200);
  expect(TargetAccountsAnswerSchema.parse(body)).toEqual(body);
  return body as TargetAccountsAnswer;
};
const brief = ({ rows }: TargetAccountsAnswer) =>
  rows.map((row) => [
    ...[row.group, row.accounts, row.withPeople, row.touched, row.engaged, row.touches, row.marketingTouches],
    ...[row.leads, row.opportunities, row.pipelineMinor, row.won, row.revenueMinor, row.unconverted],
  ]);
const keysOf = ({ accounts }: TargetAccountsAnswer) => accounts.map(({ keys }) => keys.join(' '));

describe('GET /v1/target-accounts', () => {
  it('holds a list against the rest, and what belongs to no account', async () => {
    const answer = await asked(`${january}&list=abm&asOf=18`);
    expect(brief(answer)).toEqual([
      ['target', 3, 2, 2, 1, 3, 2, 1, 2, '6000', 1, '6000', 1],
      ['rest', 2, 1, 1, 1, 1, 1, 0, 1, '700', 0, '0', 0],
      ['no_account', 0, 0, 0, 0, 1, 1, 1, 0, '0', 0, '0', 0],
    ]);
    expect(answer.rows[0]).toMatchObject({
      ...{ withPeopleShare: 0.666666667, touchedShare: 0.666666667, engagedShare: 0.333333333 },
      ...{ touchesPerAccount: 1, reason: null },
    });
    expect(answer.rows[2]).toMatchObject({ withPeopleShare: null, reason: 'no_accounts' });
    expect(answer.lists).toEqual([
      { list: 'abm', accounts: 3 },
      { list: 'partners', accounts: 1 },
    ]);
  });

  it('takes the names of an account as one only once they are', async () => {
    const before = await asked(`${january}&list=abm&asOf=17`);
    expect(before.rows[0]).toMatchObject({ accounts: 3, withPeople: 1, marketingTouches: 0, won: 1 });
    expect(keysOf(before)).toContain('crm:x:account:1');
    expect(keysOf(await asked(`${january}&list=abm&asOf=18`))).toContain(
      'crm:x:account:1 domain:alpha.example',
    );
  });

  it('takes the last statement in business order, under whatever name', async () => {
    expect(keysOf(await asked(`${january}&list=abm&asOf=19`))).toEqual([
      'crm:x:account:1 domain:alpha.example',
      'domain:beta.example',
    ]);
    const now = await asked(`${january}&list=abm`);
    expect(keysOf(now)).toEqual(['domain:beta.example']);
    expect(now.lists).toEqual([
      { list: 'abm', accounts: 1 },
      { list: 'partners', accounts: 1 },
    ]);
    const any = await asked(january);
    expect(any.accounts.map(({ keys, lists }) => [...keys, ...lists])).toEqual([
      ['domain:beta.example', 'abm'],
      ['domain:gamma.example', 'partners'],
    ]);
  });

  it('is engaged from the threshold on', async () => {
    const engaged = async (touches: number) =>
      (await asked(`${january}&list=abm&asOf=18&engagedTouches=${touches}`)).rows[0]!.engaged;
    expect([await engaged(2), await engaged(3)]).toEqual([1, 0]);
  });

  it('has all accounts behind a group, page by page, and its sums are theirs', async () => {
    for (const group of ['target', 'rest'] as const) {
      const whole = await asked(`${january}&list=abm&asOf=18&group=${group}`);
      const row = whole.rows.find((one) => one.group === group)!;
      const sum = (name: 'touches' | 'leads' | 'opportunities' | 'won' | 'people') =>
        whole.accounts.reduce((total, account) => total + account[name], 0);
      expect(whole.accounts).toHaveLength(row.accounts);
      for (const name of ['touches', 'leads', 'opportunities', 'won', 'people'] as const)
        expect(sum(name)).toBe(row[name]);
      const paged: TargetAccountsAnswer['accounts'] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: TargetAccountsAnswer = await asked(
          `${january}&list=abm&asOf=18&group=${group}&limit=1${cursor && `&cursor=${cursor}`}`,
        );
        paged.push(...page.accounts);
        cursor = page.nextCursor;
      }
      expect(paged).toEqual(whole.accounts);
    }
  });

  it('is a row a group as CSV', async () => {
    const { text } = await api
      .get(`/v1/target-accounts?${january}&list=abm&asOf=18`, acme)
      .set('accept', 'text/csv')
      .expect(200);
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      'list,group,accounts,withPeople,withPeopleShare,touched,touchedShare,engaged,engagedShare,people,touches,marketingTouches,touchesPerAccount,leads,opportunities,pipelineMinor,won,revenueMinor,unconverted,currency,asOf',
      'abm,target,3,2,0.666666667,2,0.666666667,1,0.333333333,3,3,2,1,1,2,6000,1,6000,1,EUR,18',
    ]);
  });

  it.each([
    [`${january}&list=abn`, 'list', 'allowed are abm, partners'],
    [`${january}&list=abm&asOf=0`, 'list', 'there are no target lists'],
    [`${january}&group=no_account`, 'group', 'allowed are target, rest'],
    [`${january}&engagedTouches=0`, 'engagedTouches', 'is a whole number from 1 to 1000'],
    [`${january}&model=linear`, 'model', 'is not known; allowed are'],
    [`${january}&currency=USD`, 'currency', 'allowed is EUR, the workspace’s'],
    [`${january}&cursor=junk`, 'cursor', 'not a cursor'],
    ['from=2026-02-01&to=2026-01-01', 'to', 'is empty'],
  ])('refuses %s', async (query, parameter, detail) => {
    const { body } = await api.get(`/v1/target-accounts?${query}`, acme).expect(400);
    expect(body.errors).toEqual([{ parameter, detail: expect.stringContaining(detail) }]);
  });
});
