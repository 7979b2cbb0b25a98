import { describe, expect, it } from '@jest/globals';
import { WorkspaceSettingsSchema } from '@touchstone/contracts';
import { defaultDefinitions } from '@touchstone/timeline';
import { channelOf, channels, signsOf } from './index.js';

const settings = WorkspaceSettingsSchema.parse({
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  ownDomains: ['touchstone.example'],
  excludedReferrers: ['pay.partner.example'],
  extraChannels: ['billboard'],
});

type Sent = Partial<Parameters<typeof signsOf>[0]>;
type Case = [sent: Sent, channel: string, rule: string];

/** By rule, in the order of the rules; the interaction is page_view unless it is named. */
const cases: Case[] = [
  // explicit, if the workspace lists it
  [{ channel: 'Billboard', source: 'google', medium: 'cpc' }, 'billboard', 'explicit'],
  [{ channel: 'partner', clickIds: { gclid: 'x' } }, 'partner', 'explicit'],
  [{ channel: 'made-up', source: 'google', medium: 'cpc' }, 'paid-search', 'utm'],
  [{ channel: 'made-up' }, 'direct', 'direct'],
  // what people say of themselves stays apart
  [{ interaction: 'self_reported', source: 'google', medium: 'cpc' }, 'self-reported', 'interaction'],
  // click ids before UTM
  [{ clickIds: { gclid: 'x' }, source: 'newsletter', medium: 'email' }, 'paid-search', 'click-id'],
  [{ clickIds: { wbraid: 'x' } }, 'paid-search', 'click-id'],
  [{ clickIds: { gbraid: 'x' } }, 'paid-search', 'click-id'],
  [{ clickIds: { msclkid: 'x' } }, 'paid-search', 'click-id'],
  [{ clickIds: { fbclid: 'x' } }, 'paid-social', 'click-id'],
  [{ clickIds: { fbclid: 'x' }, medium: 'paid_social' }, 'paid-social', 'click-id'],
  [{ clickIds: { fbclid: 'x' }, medium: 'social' }, 'organic-social', 'click-id'],
  [{ clickIds: { li_fat_id: 'x' } }, 'paid-social', 'click-id'],
  [{ clickIds: { ttclid: 'x' } }, 'paid-social', 'click-id'],
  [{ clickIds: { gclid: '' }, source: 'x', medium: 'email' }, 'email', 'utm'],
  // UTM by GA4's default channel group, in its order
  [{ source: '(direct)', medium: '(none)' }, 'direct', 'utm'],
  [{ source: 'google', medium: 'cpc', campaign: 'DE Cross-Network q1' }, 'cross-network', 'utm'],
  [{ source: 'amazon', medium: 'cpc' }, 'paid-shopping', 'utm'],
  [{ source: 'google', medium: 'cpc', campaign: 'spring shopping' }, 'paid-shopping', 'utm'],
  [{ source: 'google', medium: 'cpc', campaign: 'workshop' }, 'paid-search', 'utm'],
  [{ source: 'google', medium: 'cpc', campaign: 'eshop' }, 'paid-shopping', 'utm'],
  [{ source: 'Google', medium: 'CPC' }, 'paid-search', 'utm'],
  [{ source: 'bing.com', medium: 'ppc' }, 'paid-search', 'utm'],
  [{ source: 'linkedin', medium: 'paid-social' }, 'paid-social', 'utm'],
  [{ source: 'youtube' }, 'organic-video', 'utm'],
  [{ source: 'youtube.com', medium: 'cpc' }, 'paid-video', 'utm'],
  [{ source: 'adnetwork', medium: 'cpm' }, 'display', 'utm'],
  [{ source: 'adnetwork', medium: 'banner' }, 'display', 'utm'],
  [{ source: 'criteo', medium: 'retargeting' }, 'paid-other', 'utm'],
  [{ source: 'capterra', medium: 'cpc' }, 'paid-other', 'utm'],
  [{ source: 'etsy' }, 'organic-shopping', 'utm'],
  [{ source: 'hootsuite', medium: 'social-media' }, 'organic-social', 'utm'],
  [{ source: 'linkedin', medium: 'post' }, 'organic-social', 'utm'],
  [{ source: 'blog', medium: 'video' }, 'organic-video', 'utm'],
  [{ source: 'duckduckgo' }, 'organic-search', 'utm'],
  [{ source: 'x', medium: 'organic' }, 'organic-search', 'utm'],
  [{ source: 'hubspot', medium: 'email' }, 'email', 'utm'],
  [{ source: 'e-mail' }, 'email', 'utm'],
  [{ source: 'impact', medium: 'affiliate' }, 'affiliates', 'utm'],
  [{ source: 'g2', medium: 'referral' }, 'referral', 'utm'],
  [{ source: 'spotify', medium: 'audio' }, 'audio', 'utm'],
  [{ source: 'twilio', medium: 'sms' }, 'sms', 'utm'],
  [{ source: 'app', medium: 'push' }, 'mobile-push', 'utm'],
  [{ source: 'firebase' }, 'mobile-push', 'utm'],
  [{ source: 'reseller', medium: 'partner' }, 'partner', 'utm'],
  [{ source: 'zoom', medium: 'webinar' }, 'webinar', 'utm'],
  [{ source: 'linkedin', medium: 'event' }, 'event', 'utm'],
  [{ source: 'apollo', medium: 'outbound-email' }, 'outbound-email', 'utm'],
  [{ source: 'constructor', medium: 'constructor' }, 'unassigned', 'utm'],
  [{ source: 'flyer-17' }, 'unassigned', 'utm'],
  [{ source: 'flyer-17', referrer: 'https://www.google.com/' }, 'organic-search', 'referrer'],
  [{ source: 'linkedin', interaction: 'ad_click' }, 'paid-social', 'utm'],
  // referrer
  [{ referrer: 'https://www.google.co.uk/search?q=x' }, 'organic-search', 'referrer'],
  [{ referrer: 'https://search.brave.com/' }, 'organic-search', 'referrer'],
  [{ referrer: 'android-app://com.google.android.googlequicksearchbox/' }, 'organic-search', 'referrer'],
  [{ referrer: 'https://mail.google.com/' }, 'referral', 'referrer'],
  [{ referrer: 'https://lnkd.in/abc' }, 'organic-social', 'referrer'],
  [{ referrer: 'https://t.co/abc' }, 'organic-social', 'referrer'],
  [{ referrer: 'https://m.facebook.com/' }, 'organic-social', 'referrer'],
  [{ referrer: 'android-app://com.linkedin.android/' }, 'organic-social', 'referrer'],
  [{ referrer: 'https://youtu.be/1' }, 'organic-video', 'referrer'],
  [{ referrer: 'https://www.amazon.de/' }, 'organic-shopping', 'referrer'],
  [{ referrer: 'https://notgoogle.com/' }, 'referral', 'referrer'],
  [{ referrer: 'https://google.evil.example/' }, 'referral', 'referrer'],
  [{ referrer: 'blog.example/post' }, 'referral', 'referrer'],
  [{ referrer: 'https://blog.example', interaction: 'webinar_registered' }, 'referral', 'referrer'],
  [{ referrer: 'http://[broken' }, 'direct', 'direct'],
  // an own or excluded referrer decides nothing
  [{ referrer: 'https://app.touchstone.example/x' }, 'direct', 'internal-referrer'],
  [{ referrer: 'https://pay.partner.example/' }, 'direct', 'internal-referrer'],
  [{ referrer: 'https://partner.example/' }, 'referral', 'referrer'],
  [{ referrer: 'https://checkout.stripe.com/' }, 'direct', 'internal-referrer'],
  [{ referrer: 'https://accounts.google.com/o/oauth2' }, 'direct', 'internal-referrer'],
  [
    { referrer: 'https://www.shop.example/', page: { url: 'https://help.shop.example/a' } },
    'direct',
    'internal-referrer',
  ],
  [{ referrer: 'https://touchstone.example/', source: 'google', medium: 'cpc' }, 'paid-search', 'utm'],
  [{ referrer: 'https://touchstone.example/', interaction: 'webinar_registered' }, 'webinar', 'interaction'],
  // interaction, where nothing earlier decides
  [{ interaction: 'webinar_attended' }, 'webinar', 'interaction'],
  [{ interaction: 'event_attended' }, 'event', 'interaction'],
  [{ interaction: 'email_click' }, 'email', 'interaction'],
  [{ interaction: 'outbound_email_reply' }, 'outbound-email', 'interaction'],
  [{ interaction: 'call' }, 'call', 'interaction'],
  [{ interaction: 'podcast' }, 'podcast', 'interaction'],
  [{ interaction: 'community' }, 'community', 'interaction'],
  [{ interaction: 'ad_click' }, 'paid-other', 'interaction'],
  [{ interaction: 'ad_view' }, 'display', 'interaction'],
  // direct
  [{}, 'direct', 'direct'],
  [{ interaction: 'form_submit' }, 'direct', 'direct'],
  [{ source: ' ', medium: '', referrer: '' }, 'direct', 'direct'],
];

describe('the channel of a touch', () => {
  it.each(cases)('%j is %s by %s', (sent, channel, rule) => {
    const definitions = { ...defaultDefinitions, workspace: settings };
    expect(channelOf(signsOf({ interaction: 'page_view', ...sent }), definitions)).toEqual({ channel, rule });
  });

  it('can be any channel of the list', () => {
    const reached = new Set(cases.map(([, channel]) => channel));
    expect(channels.filter((channel) => !reached.has(channel))).toEqual([]);
  });
});
