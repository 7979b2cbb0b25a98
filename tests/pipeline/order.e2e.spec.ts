import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import fc from 'fast-check';
import { creditOf } from '../support/credit.js';
import { openWorkbench, type Workbench } from '../support/workbench.js';

/** Few people, computers, accounts, deals and days, so that they meet often. */
const people = [
  { email: 'ann@alpha.example' },
  { email: 'ann@alpha.example', userId: 'u-ann' },
  { email: 'bob@beta.example' },
  { userId: 'u-bob', crmIds: ['crm:x:contact:2'] },
  { email: 'cleo@gmail.com', crmIds: ['crm:x:contact:3'] },
  { email: 'dan@alpha.example' },
];
const accounts = [
  { crmIds: ['crm:x:account:1'] },
  { crmIds: ['crm:x:account:2'], segment: 'smb' },
  { domain: 'alpha.example' },
  { crmIds: ['crm:x:account:1'], domain: 'alpha.example', segment: 'enterprise' },
  { crmIds: ['crm:x:account:2'], domain: 'beta.example' },
];
const person = fc.constantFrom(...people);
const computer = fc.constantFrom('laptop', 'phone').map((anonymousId) => ({ anonymousId }));
const account = fc.constantFrom(...accounts);
const amount = fc.record({
  amountMinor: fc.integer({ min: -500, max: 100_000 }),
  currency: fc.constantFrom('EUR', 'USD'),
});
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const leadId = fc.constantFrom('L1', 'L2');
const dealId = fc.constantFrom('D1', 'D2');
const contacts = fc.array(fc.record({ person, primary: fc.boolean() }), { minLength: 1, maxLength: 2 });

const kinds: { weight: number; arbitrary: fc.Arbitrary<{ type: string; data: object }> }[] = [
  [
    9,
    'touchpoint.recorded',
    fc.record({
      interaction: fc.constantFrom('page_view', 'page_view', 'form_submit', 'call', 'email_open'),
      person: fc.oneof(
        person,
        computer,
        fc.tuple(person, computer).map(([who, where]) => ({ ...who, ...where })),
      ),
      medium: fc.constantFrom('cpc', 'email', 'social', 'referral'),
      campaign: maybe(fc.constantFrom('spring', 'brand')),
      account: maybe(account),
    }),
  ],
  [2, 'identity.linked', fc.record({ person, also: fc.oneof(person, computer) })],
  [1, 'identity.unlinked', fc.record({ person, also: fc.oneof(person, computer) })],
  [1, 'account.updated', fc.record({ account })],
  [2, 'lead.created', fc.record({ leadId, person, account: maybe(account) })],
  [1, 'lead.qualified', fc.record({ leadId, owner: maybe(fc.constantFrom('sdr-1', 'sdr-2')) })],
  [1, 'lead.rejected', fc.record({ leadId, reason: fc.constantFrom('budget', 'student') })],
  [1, 'lead.converted', fc.record({ leadId, dealId: maybe(dealId) })],
  [2, 'deal.created', fc.record({ dealId, account: maybe(account), contacts: maybe(contacts), amount })],
  [1, 'deal.contact_added', fc.record({ dealId, contacts })],
  [1, 'deal.amount_changed', fc.record({ dealId, amount })],
  [
    8,
    'deal.won',
    fc.record({ dealId, account: maybe(account), closedAt: fc.constantFrom('2026-01-20', undefined) }),
  ],
  [1, 'deal.reopened', fc.record({ dealId })],
  [1, 'deal.deleted', fc.record({ dealId })],
  [
    1,
    'deal.snapshot',
    fc.record({
      dealId,
      status: fc.constantFrom('open', 'won', 'lost'),
      amount: maybe(amount),
      account: maybe(account),
    }),
  ],
  [
    1,
    'fx.rate_set',
    fc.record({
      from: fc.constant('USD'),
      to: fc.constant('EUR'),
      day: fc.constantFrom('2026-01-01', '2026-01-15'),
      rate: fc.constantFrom('0.9', '0.913', '1.1'),
    }),
  ],
  [1, 'deal.lost', fc.record({ dealId, reason: maybe(fc.constantFrom('price', 'timing')) })],
  [1, 'subscription.expanded', fc.record({ subscriptionId: fc.constant('S1'), monthly: amount })],
  [1, 'subscription.churned', fc.record({ subscriptionId: fc.constant('S1') })],
  [1, 'subscription.started', fc.record({ subscriptionId: fc.constant('S1'), account, monthly: amount })],
].map(([weight, type, data]) => ({
  weight: weight as number,
  arbitrary: (data as fc.Arbitrary<object>).map((value) => ({ type: `${type as string}.v1`, data: value })),
}));

/** Some events at few moments, ids of their own. */
const story = fc
  .array(fc.tuple(fc.oneof(...kinds), fc.integer({ min: 0, max: 40 })), { minLength: 22, maxLength: 40 })
  .map((events) =>
    events.map(([{ type, data }, halfDay], nth): CloudEvent => ({
      specversion: '1.0',
      id: `e${nth}`,
      source: 'test',
      type,
      time: new Date(Date.UTC(2026, 0, 1) + halfDay * 43_200_000).toISOString(),
      data: JSON.parse(JSON.stringify(data)) as object,
    })),
  );

/** A way for a story to arrive: an order with duplicates, cut into commits and batches. */
const arrival = (events: CloudEvent[]) =>
  fc.record({
    events: fc.array(fc.nat(events.length - 1), { maxLength: 8 }).chain((again) => {
      const sent = [...events, ...again.map((nth) => events[nth]!)];
      return fc.shuffledSubarray(sent, { minLength: sent.length });
    }),
    commitSize: fc.constantFrom(1, 3, 100),
    batchEvents: fc.constantFrom(4, 15, 1000),
    pauses: fc.boolean(),
  });

describe('credit', () => {
  let bench: Workbench;
  let workspaces = 0;
  beforeAll(async () => {
    bench = await openWorkbench();
  });
  afterAll(() => bench.close());

  /** Everything that reports can say of the story after it arrived in this way. */
  async function tell({
    events,
    commitSize,
    batchEvents,
    pauses,
  }: {
    events: CloudEvent[];
    commitSize: number;
    batchEvents: number;
    pauses: boolean;
  }): Promise<{ journeys: object[]; versions: object[]; credit: Awaited<ReturnType<typeof creditOf>> }> {
    const workspace = `w${++workspaces}`;
    const projector = bench.projector({ batchEvents });
    const middle = pauses ? events.length >> 1 : 0;
    for (const part of [events.slice(0, middle), events.slice(middle)]) {
      await bench.append(workspace, part, commitSize);
      await projector.catchUp();
    }
    const journeys = await bench.clickhouse.query<object>({
      name: 'journeys_now',
      sql: `SELECT kind, conversion_id, converted_at, amount_minor, currency, value_minor, value_at_conversion_minor,
          owner, has_identity, segment, lead_at, lead_id, lead_reach, touch_at, touch_channel, touch_interaction, touch_campaign, touch_flags, touch_reach
        FROM (SELECT * FROM journeys WHERE workspace = {workspace:String}
          ORDER BY version DESC LIMIT 1 BY kind, converted_at, conversion_id)
        WHERE is_live = 1 ORDER BY kind, conversion_id`,
      params: { workspace },
    });
    const versions: object[] = [];
    for (const [table, id, unlike] of [
      ['deals', 'deal_id', 'contact_person, stage_position'],
      ['subscriptions', 'subscription_id', ''],
      ['leads', 'lead_id', 'person, entry_position, rules_version'],
    ] as const)
      versions.push(
        ...(
          await bench.clickhouse.query<object>({
            name: `${table}_now`,
            // accounts and persons are named by their first keys, which arrival decides
            sql: `SELECT * EXCEPT (workspace, version, account_id${unlike && `, ${unlike}`}) FROM ${table}
            WHERE workspace = {workspace:String} ORDER BY version DESC LIMIT 1 BY ${id}`,
            params: { workspace },
          })
        ).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      );
    return { journeys, versions, credit: await creditOf(bench.clickhouse, workspace, { touchScope: 'all' }) };
  }

  it('is the same in whatever order, how often and in whatever pieces the events arrive', async () => {
    let [credited, versioned] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        story.chain((events) => fc.tuple(arrival(events), arrival(events))),
        async ([one, other]) => {
          const told = await tell(one);
          if (told.credit.rows.length > 0) credited++;
          if (told.versions.length > 3) versioned++;
          expect(await tell(other)).toEqual(told);
        },
      ),
      { numRuns: 12, seed: 11 },
    );
    expect(credited).toBeGreaterThan(5);
    expect(versioned).toBeGreaterThan(5);
  }, 360_000);
});
