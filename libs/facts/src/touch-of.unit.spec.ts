import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '@touchstone/event-log';
import { defaultDefinitions, type Definitions } from '@touchstone/timeline';
import { spendOf, touchOf } from './index.js';

const definitions = { ...defaultDefinitions, touchVersion: 2 };
const event = (type: LogEvent['type'], data: Record<string, unknown>, keys: string[] = []): LogEvent => ({
  workspace: 'acme',
  source: 'web',
  eventId: 'e1',
  type,
  stream: 's',
  occurredAt: 5,
  receivedAt: 6,
  recordedAt: 7,
  data,
  links: {
    people: keys.length ? [{ keys, emailDomain: null, role: 'subject' }] : [],
    accounts: ['domain:acme.example'],
  },
  position: 3,
  commit: 4,
});

describe('a touch of an event', () => {
  it('has the strongest key as person and the device as visitor', () => {
    const data = {
      interaction: 'outbound_email_sent',
      page: { url: 'https://a.example/pricing?email=x' },
      contentId: 'paper',
      referrer: 'https://News.Example/path',
      campaign: 'q1',
    };
    const touch = touchOf(event('touchpoint.recorded.v1', data, ['email:h1', 'anonymous:h2']), definitions);
    expect(touch).toMatchObject({
      ...{ personKey: 'email:h1', visitorKey: 'anonymous:h2', side: 'sales', isView: true, position: 3 },
      ...{
        landingPath: '/pricing',
        referrerHost: 'news.example',
        contentId: 'paper',
        campaign: 'q1',
        content: '',
        pageHost: 'a.example',
        clickId: '',
        givenChannel: '',
        rulesVersion: 2,
      },
      ...{
        channel: 'referral',
        channelRule: 'referrer',
        accountKeys: ['domain:acme.example'],
        occurredAt: 5,
      },
    });
  });

  it('has the person as visitor without a device, and nobody without keys', () => {
    const of = (keys: string[]) =>
      touchOf(event('touchpoint.recorded.v1', { interaction: 'page_view' }, keys), definitions);
    expect(of(['user:1', 'email:2'])).toMatchObject({ personKey: 'user:1', visitorKey: 'user:1' });
    expect(of([])).toMatchObject({ personKey: '', visitorKey: '' });
  });

  it('is none for other events', () => {
    expect(touchOf(event('deal.won.v1', { dealId: 'D' }), definitions)).toBeNull();
    expect(spendOf(event('deal.won.v1', { dealId: 'D' }), definitions)).toBeNull();
  });
});

describe('the channel of spend', () => {
  const channelOfSpend = (more: Record<string, unknown>, own: Partial<Definitions> = {}) =>
    spendOf(
      event('spend.recorded.v1', {
        ...{ platform: 'p', account: '', campaign: '', day: '2026-03-01', kind: 'media' },
        cost: { amountMinor: 12, currency: 'EUR' },
        ...more,
      }),
      { ...definitions, ...own },
    )!.channel;

  it.each([
    [{ channel: 'webinar', source: 'google' }, 'webinar'],
    [{ source: 'google', medium: 'cpc' }, 'paid-search'],
    [{ source: 'linkedin' }, 'paid-social'],
    [{ source: 'flyer' }, 'paid-other'],
    [{}, ''],
    [{ channel: 'made-up' }, ''],
    [{ campaign: 'brand' }, ''],
    [{ campaign: 'brand', kind: 'tools' }, ''],
    [{ source: 'google', kind: 'agency' }, ''],
    [{ source: 'google', medium: 'cpc', kind: 'agency' }, 'paid-search'],
    [{ channel: 'webinar', kind: 'other' }, 'webinar'],
  ])('%j is "%s"', (more, channel) => expect(channelOfSpend(more)).toBe(channel));

  it('is that of an own rule, for costs of any kind', () => {
    const own = { channels: { rules: [{ channel: 'abm', when: { campaign: { startsWith: 'abm' } } }] } };
    expect(channelOfSpend({ campaign: 'ABM tier 1', kind: 'tools' }, own)).toBe('abm');
    expect(channelOfSpend({ source: 'google', medium: 'cpc', campaign: 'abm' }, own)).toBe('abm');
  });
});
