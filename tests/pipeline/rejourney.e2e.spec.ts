import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AttributionAnswer } from '@touchstone/attribution';
import { type CloudEvent, ruleExamples } from '@touchstone/contracts';
import { forgetProjections, type Projector } from '@touchstone/projector';
import { creditOf } from '../support/credit.js';
import { dumpProjections } from '../support/dump.js';
import { openWorkbench, type Workbench } from '../support/workbench.js';
import { at, crm, event } from './events.fixture.spec.js';

const workspace = 'acme';
const touch = (person: object, occurredAt: number, channel: string, id?: string): CloudEvent =>
  event('touchpoint.recorded', occurredAt, { interaction: 'form_submit', person, channel }, id);
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const ann = { email: 'ann@alpha.example' };
const bob = { email: 'bob@beta.example' };
const cleo = { email: 'cleo@gamma.example' };
const dan = { email: 'dan@delta.example' };

/** Four won deals of four accounts, each with a contact of its own but D4, whose account nobody is known to belong to. */
const before: CloudEvent[] = [
  touch(ann, at(1, 10), 'webinar'),
  touch(bob, at(1, 11), 'event'),
  touch(cleo, at(1, 12), 'podcast'),
  touch(dan, at(1, 13), 'partner'),
  touch({ anonymousId: 'laptop' }, at(1, 14), 'paid-search'),
  event('lead.created', at(1, 20), { leadId: 'L1', person: ann }),
  ...[
    { dealId: 'D1', account: crm(1), contacts: [{ person: ann, primary: true }], amount: eur(100_00) },
    { dealId: 'D2', account: crm(2), contacts: [{ person: bob, primary: true }], amount: eur(200_00) },
    {
      dealId: 'D3',
      account: crm(3),
      contacts: [{ person: cleo, primary: true }],
      amount: { amountMinor: 300_00, currency: 'USD' },
    },
    { dealId: 'D4', account: crm(4), amount: eur(400_00) },
  ].flatMap((deal) => [
    event('deal.created', at(2, 1), deal),
    event('deal.won', at(3, 1), { dealId: deal.dealId, closedAt: '2026-03-01' }),
  ]),
];

/** A new version as `kind id`, its cause and whether it is a tombstone, at which moment of conversion. */
interface Version {
  conversion: string;
  cause: string;
  by: string;
  live: boolean;
  on: string;
}

describe('what is journeyed anew', () => {
  let bench: Workbench;
  let projector: Projector;
  const reports: { position: number; credit: Omit<AttributionAnswer, 'report'> }[] = [];

  const head = async (): Promise<number> =>
    (await bench.reader.heads()).find((one) => one.workspace === workspace)?.position ?? 0;

  /** Takes events in as one commit. @returns the versions that it made, by conversion. */
  async function take(...events: CloudEvent[]): Promise<Version[]> {
    const position = await head();
    await bench.append(workspace, events);
    await projector.catchUp();
    reports.push({ position: await head(), credit: await creditOf(bench.clickhouse, workspace) });
    const rows = await bench.clickhouse.query<{
      kind: string;
      conversion_id: string;
      cause: string;
      cause_event_id: string;
      is_live: number;
      day: string;
    }>({
      name: 'new_versions',
      sql: `SELECT kind, conversion_id, cause, cause_event_id, is_live, toString(toDate32(converted_at)) AS day FROM journeys
        WHERE version > {position:UInt64} ORDER BY kind, conversion_id, is_live, converted_at`,
      params: { position },
    });
    return rows.map((row) => ({
      conversion: `${row.kind} ${row.conversion_id}`,
      cause: row.cause,
      by: row.cause_event_id,
      live: row.is_live === 1,
      on: row.day,
    }));
  }
  /** Channel and rule of the touches of a won deal as of now. */
  const channelsOf = async (deal: string): Promise<string[]> => {
    const [row] = await bench.clickhouse.query<{ touches: string[] }>({
      name: 'channels',
      sql: `SELECT arrayMap((channel, rule) -> channel || '/' || rule, touch_channel, touch_rule) AS touches FROM journeys
        WHERE kind = 'deal.won' AND conversion_id = {deal:String} ORDER BY version DESC, is_live DESC LIMIT 1`,
      params: { deal },
    });
    return row!.touches;
  };
  const versions = (cause: string, by: string, ...conversions: string[]): Version[] =>
    conversions.map((conversion) => ({
      conversion,
      cause,
      by,
      live: true,
      on: conversion.startsWith('deal.won')
        ? '2026-03-01'
        : conversion.startsWith('deal')
          ? '2026-02-01'
          : '2026-01-20',
    }));

  beforeAll(async () => {
    bench = await openWorkbench();
    projector = bench.projector();
    expect((await take(...before)).map(({ conversion }) => conversion)).toEqual([
      ...['D1', 'D2', 'D3', 'D4'].map((id) => `deal.created ${id}`),
      ...['D1', 'D2', 'D3', 'D4'].map((id) => `deal.won ${id}`),
      'lead.created L1',
    ]);
  });
  afterAll(() => bench.close());

  it('by a late touch: the conversions of its person that came after it', async () => {
    expect(await take(touch(ann, at(1, 15), 'review-site', 'late'))).toEqual(
      versions('late_touch', 'late', 'deal.created D1', 'deal.won D1', 'lead.created L1'),
    );
    expect(await take(touch(ann, at(2, 15), 'review-site', 'later'))).toEqual(
      versions('late_touch', 'later', 'deal.won D1'),
    );
    expect(await take(touch(ann, at(3, 15), 'review-site', 'after all'))).toEqual([]);
  });

  it('by a merge and its undoing: the conversions of the people merged', async () => {
    const link = { person: { ...bob, anonymousId: 'laptop' } };
    expect(await take(event('identity.linked', at(3, 2), link, 'merged'))).toEqual(
      versions('identity_linked', 'merged', 'deal.created D2', 'deal.won D2'),
    );
    expect(await take(event('identity.linked', at(3, 3), link, 'merged again'))).toEqual([]);
    expect(await take(event('identity.unlinked', at(3, 4), link, 'unlinked'))).toEqual(
      versions('identity_unlinked', 'unlinked', 'deal.created D2', 'deal.won D2'),
    );
  });

  it('by another amount: that deal; by a stage: none', async () => {
    const change = { dealId: 'D1', amount: eur(150_00) };
    expect(await take(event('deal.amount_changed', at(3, 5), change, 'raised'))).toEqual(
      versions('amount_changed', 'raised', 'deal.created D1', 'deal.won D1'),
    );
    expect(await take(event('deal.stage_changed', at(2, 10), { dealId: 'D1', stage: 'proposal' }))).toEqual(
      [],
    );
    const same = { dealId: 'D1', status: 'won', amount: eur(150_00) };
    expect(await take(event('deal.snapshot', at(3, 6), same))).toEqual([]);
  });

  it('by another close date: a tombstone at the old one, the win at the new one', async () => {
    const moved = event('deal.won', at(3, 7), { dealId: 'D2', closedAt: '2026-03-06' }, 'moved');
    expect(await take(moved)).toEqual([
      { conversion: 'deal.won D2', cause: 'date_changed', by: 'moved', live: false, on: '2026-03-01' },
      { conversion: 'deal.won D2', cause: 'date_changed', by: 'moved', live: true, on: '2026-03-06' },
    ]);
  });

  it('by a reopening: a tombstone of the win, and nothing else', async () => {
    expect(await take(event('deal.reopened', at(3, 8), { dealId: 'D1' }, 'reopened'))).toEqual([
      { conversion: 'deal.won D1', cause: 'reopened', by: 'reopened', live: false, on: '2026-03-01' },
    ]);
    expect(reports.at(-1)!.credit.totals['linear']!.crmConversions).toBe(3); // an unconverted one included
    expect(
      await take(event('deal.won', at(3, 9), { dealId: 'D1', closedAt: '2026-03-09' }, 'rewon')),
    ).toEqual([{ conversion: 'deal.won D1', cause: 'won', by: 'rewon', live: true, on: '2026-03-09' }]);
  });

  it('by a rate that comes late: what was unconverted in that currency', async () => {
    expect(reports.at(-1)!.credit.unconverted).toEqual([
      { currency: 'USD', amountMinor: '30000', conversions: 1 },
    ]);
    const rate = { from: 'USD', to: 'EUR', day: '2026-01-31', rate: '0.9' };
    expect(await take(event('fx.rate_set', at(1, 31), rate, 'rate'))).toEqual(
      versions('rate', 'rate', 'deal.created D3', 'deal.won D3'),
    );
    expect(reports.at(-1)!.credit.unconverted).toEqual([]);
    expect(reports.at(-1)!.credit.totals['linear']!.crmMinor).toBe('102000'); // 150 + 200 + 270 + 400
    const otherPair = { from: 'GBP', to: 'EUR', day: '2026-01-31', rate: '1.2' };
    expect(await take(event('fx.rate_set', at(1, 31), otherPair))).toEqual([]);
  });

  it('by two names of an account that turn out to be one: its deals', async () => {
    const [{ credit }] = reports.slice(-1) as [(typeof reports)[number]];
    expect(credit.unattributed.find(({ model }) => model === 'linear')).toMatchObject({
      amountMinor: '40000',
    });
    const account = { ...crm(4), domain: 'delta.example' };
    expect(await take(event('account.updated', at(3, 10), { account }, 'same account'))).toEqual(
      versions('account_changed', 'same account', 'deal.created D4', 'deal.won D4'),
    );
    expect(reports.at(-1)!.credit.unattributed.filter(({ model }) => model === 'linear')).toEqual([]);
    expect(reports.at(-1)!.credit.rows).toContainEqual({
      model: 'linear',
      channel: 'partner',
      creditMinor: '40000',
      conversions: 1,
    });
  });

  it('by a rate: only what was closed before the next day that has one, at the amount of then as well', async () => {
    const earlier = { from: 'USD', to: 'EUR', day: '2026-01-20', rate: '0.5' };
    expect(await take(event('fx.rate_set', at(1, 20), earlier))).toEqual([]);
    const change = { dealId: 'D3', amount: eur(500_00) };
    await take(event('deal.amount_changed', at(3, 11), change));
    const later = { from: 'USD', to: 'EUR', day: '2026-02-15', rate: '0.8' };
    expect(await take(event('fx.rate_set', at(2, 15), later, 'new rate'))).toEqual(
      versions('rate', 'new rate', 'deal.created D3', 'deal.won D3'),
    );
    const atConversion = await creditOf(bench.clickhouse, workspace, { value: 'at_conversion' });
    expect(atConversion.totals['linear']!.crmMinor).toBe('99000'); // 150 + 200 + 300 * 0.8 + 400
  });

  it('by other settings: everything for a currency or a time zone, nothing for the rest', async () => {
    const publish = (more: object, id: string) => {
      const definition = { currency: 'EUR', timeZone: 'UTC', ...more };
      return take(event('rule.published', at(3, 12), { rule: 'workspace', definition }, id));
    };
    expect(await publish({ extraChannels: ['billboard'] }, 'a channel')).toEqual([]);
    const zoned = await publish({ timeZone: 'Europe/Berlin' }, 'a zone');
    expect(zoned.filter(({ live }) => live).map(({ conversion }) => conversion)).toEqual(
      ['D1', 'D2', 'D3', 'D4'].map((id) => `deal.won ${id}`), // a day ends at another moment
    );
    await publish({}, 'back');
  });

  it('by own channel rules: what changes its channel, with the event as cause, and nothing as of before', async () => {
    const asOf = reports.at(-1)!;
    const own = (rules: object[], id: string) =>
      take(event('rule.published', at(3, 13), { rule: 'channels', definition: { rules } }, id));
    const shows = {
      channel: 'shows',
      when: { interaction: { equals: 'form_submit' }, source: { equals: 'expo' } },
    };
    expect(await own([shows], 'no touch meets it')).toEqual([]);
    const sent = { interaction: 'form_submit', person: cleo, source: 'expo', medium: 'event' };
    await take(event('touchpoint.recorded', at(1, 16), sent));
    expect(await channelsOf('D3')).toEqual(['podcast/explicit', 'shows/own:0']);
    const earlier = { ...shows, channel: 'fairs' };
    expect(await own([earlier, shows], 'fairs')).toEqual(
      versions('rule', 'fairs', 'deal.created D3', 'deal.won D3'),
    );
    expect(await channelsOf('D3')).toEqual(['podcast/explicit', 'fairs/own:0']);
    expect(reports.at(-1)!.credit.rows).toContainEqual(
      expect.objectContaining({ model: 'last', channel: 'fairs', creditMinor: '50000' }),
    );
    expect(await own([], 'none')).toEqual(versions('rule', 'none', 'deal.created D3', 'deal.won D3'));
    expect(await channelsOf('D3')).toEqual(['podcast/explicit', 'event/utm']);
    expect(await creditOf(bench.clickhouse, workspace, { asOf: asOf.position })).toEqual(asOf.credit);
  });

  it('by interactions: their touches count from then on, those of before as well', async () => {
    const workshop = { interaction: 'workshop_attended', person: dan, channel: 'community' };
    expect(await take(event('touchpoint.recorded', at(1, 17), workshop, 'unknown'))).toEqual(
      versions('late_touch', 'unknown', 'deal.created D4', 'deal.won D4'),
    );
    const last = () => reports.at(-1)!.credit.rows.filter(({ model }) => model === 'last');
    expect(last()).not.toContainEqual(expect.objectContaining({ channel: 'community' }));
    const publish = (interactions: object[], id: string) =>
      take(event('rule.published', at(3, 14), { rule: 'interactions', definition: { interactions } }, id));
    expect(await publish([{ name: 'workshop_attended', side: 'marketing' }], 'known')).toEqual(
      versions('rule', 'known', 'deal.created D4', 'deal.won D4'),
    );
    expect(last()).toContainEqual(expect.objectContaining({ channel: 'community', creditMinor: '40000' }));
    await publish([], 'unknown again');
    expect(last()).not.toContainEqual(expect.objectContaining({ channel: 'community' }));
  });

  it('by defaults of reports and models: nothing', async () => {
    for (const { rule, definition } of [ruleExamples.attribution, ruleExamples.models])
      expect(await take(event('rule.published', at(3, 15), { rule, definition }))).toEqual([]);
  });

  it('with the touches of a contact of another account as those of a contact alone', async () => {
    const gil = { email: 'gil@zeta.example' };
    const deal = { dealId: 'D5', account: crm(5), contacts: [{ person: gil, primary: true }] };
    const window = { from: at(3, 20), to: at(3, 30), models: ['linear'] as const };
    const channels = async (scope: 'account' | 'contacts') =>
      (await creditOf(bench.clickhouse, workspace, { ...window, scope })).rows.map(({ channel }) => channel);
    await take(
      touch(gil, at(2, 10), 'podcast'),
      event('deal.created', at(3, 20), { ...deal, amount: eur(50_00) }),
      event('deal.won', at(3, 25), { dealId: 'D5', closedAt: '2026-03-25' }),
    );
    expect([await channels('account'), await channels('contacts')]).toEqual([['podcast'], ['podcast']]);
    const elsewhere = { interaction: 'form_submit', person: gil, channel: 'webinar', account: crm(6) };
    await take(event('touchpoint.recorded', at(3, 27), elsewhere));
    expect([await channels('account'), await channels('contacts')]).toEqual([[], ['podcast']]);
  });

  it('at the end of the calendar, where a conversion lies beyond it', async () => {
    const far = { dealId: 'D6', contacts: [{ person: { email: 'hal@eta.example' }, primary: true }] };
    const won = event('deal.won', at(3, 26), { dealId: 'D6', closedAt: '2400-01-01' });
    const on = async (...events: CloudEvent[]) =>
      (await take(...events))
        .filter(({ conversion }) => conversion === 'deal.won D6')
        .map((one) => [one.live, one.on]);
    expect(await on(event('deal.created', at(3, 20), far), won)).toEqual([[true, '2299-12-31']]);
    const owned = { dealId: 'D6', amount: eur(1) };
    expect(await on(event('deal.amount_changed', at(3, 27), owned))).toEqual([[true, '2299-12-31']]);
  });

  it('the same in portions of any size, and when all is rebuilt', async () => {
    const live = await dumpProjections(bench.pool, bench.clickhouse);
    for (const options of [{ reviewConversions: 3 }, { batchEvents: 7, reviewConversions: 1 }, {}]) {
      await forgetProjections(bench.pool, bench.clickhouse);
      await bench.projector(options).catchUp();
      expect(await dumpProjections(bench.pool, bench.clickhouse)).toEqual(live);
    }
  });

  it('and a report as of any position before is the report that was given then', async () => {
    expect(new Set(reports.map(({ credit }) => JSON.stringify(credit))).size).toBeGreaterThan(6);
    for (const { position, credit } of reports)
      expect(await creditOf(bench.clickhouse, workspace, { asOf: position })).toEqual(credit);
  });
});
