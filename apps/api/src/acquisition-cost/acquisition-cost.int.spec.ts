import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { toldApi } from '../told-api.fixture.spec.js';
import {
  type AcquisitionConversionsAnswer,
  AcquisitionConversionsAnswerSchema,
} from '../acquisition-conversions/acquisition-conversions-answer.js';
import { type AcquisitionAnswer, AcquisitionAnswerSchema } from './acquisition-answer.js';

const told = (id: string, type: string, time: string, data: object): CloudEvent => ({
  ...{ specversion: '1.0', id, source: 'test', type, time, data },
});
const touch = (id: string, who: string, day: string, more: object) =>
  told(id, 'touchpoint.recorded.v1', `${day}T08:00:00Z`, {
    interaction: 'form_submit',
    person: { email: `${who}@${who}.example` },
    ...more,
  });
const won = (dealId: string, who: string, day: string, amountMinor: number) =>
  told(`${dealId}-won`, 'deal.won.v1', `${day}T12:00:00Z`, {
    ...{ dealId, account: { domain: `${who}.example` }, amount: { amountMinor, currency: 'EUR' } },
    contacts: [{ person: { email: `${who}@${who}.example` }, primary: true }],
  });
const spend = (id: string, day: string, costMinor: number, more: object = {}) =>
  told(id, 'spend.recorded.v1', `${day}T20:00:00Z`, {
    ...{ platform: 'google_ads', campaign: 'Brand', day, source: 'google', medium: 'cpc' },
    cost: { amountMinor: costMinor, currency: 'EUR' },
    ...more,
  });
const ads = { interaction: 'ad_click', source: 'google', medium: 'cpc', campaign: 'brand' };
const webinar = { interaction: 'webinar_attended' };

const events: CloudEvent[] = [
  told('rule', 'rule.published.v1', '2025-12-01T08:00:00Z', {
    rule: 'workspace',
    definition: { currency: 'EUR', timeZone: 'Europe/Berlin' },
  }),
  // three accounts: two new in January, one of them by both channels; one that was a customer before
  touch('t1', 'anna', '2026-01-02', ads),
  touch('t2', 'anna', '2026-01-05', webinar),
  touch('t3', 'ben', '2026-01-03', ads),
  touch('t4', 'old', '2025-11-03', webinar),
  touch('t5', 'old', '2026-01-03', ads),
  won('D-old', 'old', '2025-11-20', 5_000),
  won('D-old-again', 'old', '2026-01-20', 70_000),
  won('D-anna', 'anna', '2026-01-10', 100_001),
  won('D-ben', 'ben', '2026-01-15', 50_000),
  won('D-nobody', 'quiet', '2026-01-31', 999),
  told('L-1', 'lead.created.v1', '2026-01-04T08:00:00Z', {
    ...{ leadId: 'L-1', person: { email: 'ben@ben.example' }, account: { domain: 'ben.example' } },
  }),
  told('S-1', 'subscription.started.v1', '2026-02-10T08:00:00Z', {
    ...{ subscriptionId: 'S-1', account: { domain: 'sub.example' }, plan: 'pro' },
    monthly: { amountMinor: 9900, currency: 'EUR' },
  }),
  spend('s1', '2026-01-05', 30_000),
  spend('s2', '2026-01-06', 10_000, { campaign: 'brand' }),
  spend('s3', '2026-01-06', 4_999, {
    platform: 'webinars',
    campaign: '',
    source: '',
    medium: '',
    channel: 'webinar',
  }),
  spend('s4', '2026-01-31', 1_000, { platform: 'crm', campaign: '', source: '', medium: '', kind: 'tools' }),
  spend('s5', '2026-01-31', 700, { platform: 'mystery', campaign: '', source: '', medium: '' }),
  spend('s6', '2026-01-07', 5_000, { cost: { amountMinor: 5_000, currency: 'USD' }, campaign: 'us' }),
  spend('s7', '2026-01-08', 5_000, { cost: { amountMinor: 5_000, currency: 'CHF' }, campaign: 'ch' }),
  spend('s8', '2026-02-08', 2_000), // a month in which nobody came by it
  told('rate', 'fx.rate_set.v1', '2026-01-01T00:00:00Z', {
    ...{ from: 'USD', to: 'EUR', day: '2026-01-01', rate: '0.9001' },
  }),
];
const restated = [spend('s1-again', '2026-01-05', 29_000)];
const january = 'from=2026-01-01&to=2026-02-01';

const { answer, csv, errors, get, keyOf, tell } = toldApi([...events, ...restated]);

const asked = (query: string, key?: string) =>
  answer(`/v1/acquisition-cost?${query}`, AcquisitionAnswerSchema, key);
/** Every conversion behind a link. */
async function behind(link: string, limit = 100): Promise<AcquisitionConversionsAnswer['conversions']> {
  const found: AcquisitionConversionsAnswer['conversions'] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await get(`${link}&limit=${limit}${cursor && `&cursor=${cursor}`}`).expect(200);
    const answer = AcquisitionConversionsAnswerSchema.parse(body);
    expect(answer).toEqual(body);
    found.push(...answer.conversions);
    cursor = answer.nextCursor;
  }
  return found;
}
const row = (answer: AcquisitionAnswer, channel: string) =>
  answer.rows.find((one) => one.channel === channel);
const sum = (amounts: string[]) => amounts.reduce((total, one) => total + BigInt(one), 0n).toString();

describe('GET /v1/acquisition-cost', () => {
  it('divides costs by the new customers that a model shares out', async () => {
    const answer = await asked(`${january}&model=linear&asOf=${events.length}`);
    // media 30000 + 10000 + 4501 (50.00 USD at 0.9001, half to even) and 8/9 of the tools
    expect(row(answer, 'paid-search')).toMatchObject({
      ...{ mediaMinor: '44500', loadedMinor: '45399', customers: 1.5, revenueMinor: '135001' },
      cac: { paidMinor: '29667', loadedMinor: '30266', reason: null },
      roas: { value: 3.03373, reason: null },
      leads: 1,
      costPerLead: { paidMinor: '44500', loadedMinor: '45399', reason: null },
      costPerMql: { paidMinor: null, loadedMinor: null, reason: 'no_mqls' },
    });
    expect(row(answer, 'webinar')).toMatchObject({
      ...{ mediaMinor: '4999', loadedMinor: '5100', customers: 0.5, revenueMinor: '85000' },
      cac: { paidMinor: '9998', loadedMinor: '10200', reason: null },
    });
    expect(row(answer, '(unmapped)')).toMatchObject({
      ...{ mediaMinor: '700', loadedMinor: '700', customers: 0 },
      cac: { paidMinor: null, loadedMinor: null, reason: 'no_customers' },
    });
    expect(answer.unattributed).toMatchObject([{ customers: 1, revenueMinor: '999', mediaMinor: '0' }]);
    expect(answer.blended).toMatchObject([
      {
        mediaMinor: '50199',
        loadedMinor: '51199',
        customers: 3,
        cac: { paidMinor: '16733', loadedMinor: '17066' },
      },
    ]);
    expect(answer.unconverted).toEqual([{ currency: 'CHF', costMinor: '5000', statements: 1 }]);
  });

  it('sums to the blended figures, by every model, grouping and allocation', async () => {
    const models = 'first,last,linear,w_shaped,time_decay,markov,shapley,lead_creation';
    const { blended } = await asked(`${january}&model=${models}`);
    expect(blended).toHaveLength(8);
    for (const query of [
      'groupBy=channel',
      'groupBy=campaign&allocate=none',
      'groupBy=month',
      'groupBy=channel,campaign,month',
    ]) {
      const answer = await asked(`${january}&model=${models}&${query}`);
      for (const whole of blended) {
        const of = <Row extends { model: string }>(rows: Row[]) =>
          rows.filter(({ model }) => model === whole.model);
        expect(of(answer.blended).at(-1)).toEqual(whole);
        const all = [...of(answer.rows), ...of(answer.unattributed)];
        for (const name of ['mediaMinor', 'loadedMinor', 'revenueMinor'] as const)
          expect([query, name, sum(all.map((one) => one[name]))]).toEqual([query, name, whole[name]]);
        for (const name of ['customers', 'leads', 'mqls', 'opportunities'] as const)
          expect(Math.round(all.reduce((total, one) => total + one[name], 0) * 1e11)).toBe(
            whole[name] * 1e11,
          );
      }
    }
  });

  it('counts what has no rate, of the touches that brought it', async () => {
    const key = await keyOf('rateless');
    const amount = { amountMinor: 500_000, currency: 'SEK' };
    const { data, ...deal } = won('D-sek', 'sven', '2026-01-10', 0);
    await tell('rateless', [
      events[0]!,
      touch('t-sek', 'sven', '2026-01-02', { ...ads, source: 'bing' }),
      { ...deal, data: { ...(data as object), amount } },
    ]);
    const counts = { customers: 1, opportunities: 1, revenueMinor: '0' };
    for (const query of ['groupBy=channel', 'groupBy=channel,month&model=first,w_shaped,markov,shapley']) {
      const { rows, unattributed } = await asked(`${january}&${query}`, key);
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(row).toMatchObject({ channel: 'paid-search', ...counts });
      expect(unattributed).toEqual([]);
    }
    const { body } = await get(
      `/v1/acquisition-cost/conversions?${january}&row.channel=paid-search`,
      key,
    ).expect(200);
    expect(body.conversions).toMatchObject([{ conversionId: 'D-sek', share: 1 }]);
    // money without a rate is no money of a channel, and says so
    const { body: report } = await get(`/v1/attribution?${january}&model=linear`, key).expect(200);
    expect(report.unattributed).toMatchObject([{ reason: 'unconverted', conversions: 1 }]);
    expect(report.rows).toEqual([]);
  });

  it('takes a custom model, and several at once', async () => {
    const custom = encodeURIComponent('{"roles":{"first":1,"last":3}}');
    const answer = await asked(`${january}&model=linear,custom&customModel=${custom}`);
    expect(
      answer.rows.filter(({ channel }) => channel === 'webinar').map(({ customers }) => customers),
    ).toEqual([0.5, 0.75]);
    expect(answer.blended.map(({ model, customers }) => [model, customers])).toEqual([
      ['linear', 3],
      ['custom', 3],
    ]);
  });

  it('has no figure for a month without customers, and one for a customer by subscription', async () => {
    const answer = await asked(`from=2026-01-01&to=2026-03-01&model=linear&groupBy=channel,month`);
    expect(answer.rows.filter(({ month }) => month === '2026-02')).toMatchObject([
      {
        channel: 'paid-search',
        customers: 0,
        mediaMinor: '2000',
        cac: { paidMinor: null, reason: 'no_customers' },
      },
    ]);
    expect(answer.unattributed.map(({ month, customers }) => [month, customers])).toEqual([
      ['2026-01', 1],
      ['2026-02', 1], // S-1: nobody of it was ever seen
    ]);
    expect(answer.blended.map(({ month, customers }) => [month, customers])).toEqual([
      ['2026-01', 3],
      ['2026-02', 1],
      [undefined, 4],
    ]);
  });

  it('joins campaigns of platforms and of touches whatever their capitals', async () => {
    const answer = await asked(`${january}&model=first&groupBy=campaign`);
    expect(answer.rows.filter(({ campaign }) => /brand/i.test(campaign!))).toMatchObject([
      { campaign: 'Brand', mediaMinor: '39000', customers: 2 },
    ]);
  });

  it('tells revenue by the touches of the period, if asked to', async () => {
    const byTouch = await asked(`from=2025-11-01&to=2025-12-01&model=linear&basis=touch_date`);
    const byClose = await asked(`from=2025-11-01&to=2025-12-01&model=linear`);
    // the webinar of November had a part in what was won in November, and in January
    expect([row(byTouch, 'webinar')!.revenueMinor, row(byClose, 'webinar')!.revenueMinor]).toEqual([
      '40000',
      '5000',
    ]);
    expect(byTouch.unattributed).toEqual([]);
    const monthly = await asked(`from=2025-11-01&to=2026-02-01&model=linear&basis=touch_date&groupBy=month`);
    expect(monthly.rows.map(({ month, revenueMinor }) => [month, revenueMinor])).toEqual([
      ['2025-11', '40000'],
      ['2026-01', '185001'],
    ]);
  });

  it('answers as it stood before a day was stated anew', async () => {
    const now = await asked(january);
    const then = await asked(`${january}&asOf=${events.length}`);
    expect(BigInt(then.blended[0]!.mediaMinor) - BigInt(now.blended[0]!.mediaMinor)).toBe(1000n);
    expect((await asked(`${january}&asOf=13`)).blended[0]).toMatchObject({ mediaMinor: '0', customers: 3 });
  });

  it.each(['model=markov,lead_creation', 'model=w_shaped&groupBy=channel,campaign,month'])(
    'each count links to what it is made of: %s',
    async (query) => {
      const { rows, unattributed } = await asked(`${january}&${query}`);
      for (const row of [...rows, ...unattributed])
        for (const count of ['customers', 'leads', 'mqls', 'opportunities'] as const) {
          const found = await behind(row.links[count]);
          const sum = found.reduce((total, one) => total + one.share, 0);
          expect([row.links[count], Math.round(sum * 1e11)]).toEqual([
            row.links[count],
            Math.round(row[count] * 1e11),
          ]);
        }
    },
  );

  it('tells who the new customers are, with what they won and have', async () => {
    const path = `/v1/acquisition-cost/conversions?from=2026-01-01&to=2026-03-01`;
    const found = await behind(`${path}&row.channel=Paid-Search`, 1);
    expect(found).toMatchObject([
      { conversion: 'deal.won', conversionId: 'D-anna', share: 0.5, dealIds: ['D-anna'], churnedAt: null },
      { conversionId: 'D-ben', share: 1, acquiredAt: '2026-01-15T12:00:00.000Z' },
    ]);
    expect(await behind(`${path}&unattributed=true&row.month=2026-02`)).toMatchObject([
      { conversion: 'subscription.started', conversionId: 'S-1', share: 1, subscriptionIds: ['S-1'] },
    ]);
    expect(await behind(`${path}&count=leads`)).toMatchObject([
      { conversion: 'lead.created', conversionId: 'L-1', acquiredAt: '2026-01-15T12:00:00.000Z' },
    ]);
    const text = await csv(path);
    expect(text.split('\r\n')[0]).toMatch(/^conversion,conversionId,convertedAt,share,accountId,/);
  });

  it.each([
    ['model=first,last', 'model', 'is one model'],
    ['model=influenced', 'model', 'never sums'],
    ['count=visits', 'count', 'allowed are customers, leads, mqls, opportunities'],
    ['unattributed=true&row.channel=email', 'unattributed', 'of no row with a channel'],
    ['row.month=2026-99', 'row.month', 'a month is YYYY-MM'],
    ['cursor=junk', 'cursor', 'not a cursor'],
  ])('what a count is made of: refuses %s naming %s', async (query, parameter, detail) => {
    const path = `/v1/acquisition-cost/conversions?${january}&${query}`;
    expect(await errors(path)).toEqual([{ parameter, detail: expect.stringContaining(detail) }]);
  });

  it('is a row a group as CSV', async () => {
    const text = await csv(`/v1/acquisition-cost?${january}&groupBy=channel,month`);
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toMatch(
      /^model,channel,month,mediaMinor,loadedMinor,revenueMinor,customers,.*,currency,asOf$/,
    );
    expect(lines.at(-1)).toMatch(/^linear,\(unattributed\),2026-01,0,0,999,1,0,0,/);
    expect(lines.every((line) => line.split(',').length === lines[0]!.split(',').length)).toBe(true);
  });

  it('has nothing of another workspace', async () => {
    const other = await asked(january, await keyOf('other'));
    expect(other).toMatchObject({ rows: [], unattributed: [], blended: [], unconverted: [] });
  });

  it.each([
    [`${january}&groupBy=owner`, 'groupBy', 'allowed are channel, campaign, month'],
    [`${january}&basis=never`, 'basis', 'allowed are close_date, touch_date'],
    ['from=2026-01-02&to=2026-02-01&basis=touch_date', 'basis', 'whole months'],
    [`${january}&allocate=evenly`, 'allocate', 'allowed are media_share, none'],
    [`${january}&currency=USD`, 'currency', 'allowed is EUR'],
    [`${january}&conversion=lead.created`, 'conversion', 'allowed are deal.won, subscription.started'],
    [`${january}&model=influenced`, 'model', 'never sums'],
    [`${january}&colour=red`, 'colour', 'allowed are'],
    ['to=2026-02-01', 'from', 'missing'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/acquisition-cost?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
