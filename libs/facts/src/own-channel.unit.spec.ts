import { describe, expect, it } from '@jest/globals';
import { ChannelRulesSchema, WorkspaceSettingsSchema } from '@touchstone/contracts';
import { defaultDefinitions } from '@touchstone/timeline';
import fc from 'fast-check';
import { channelOf, signsOf } from './index.js';

const workspace = WorkspaceSettingsSchema.parse({
  currency: 'EUR',
  timeZone: 'UTC',
  ownDomains: ['touchstone.example'],
});
const decide = (rules: object[], sent: object) =>
  channelOf(signsOf({ interaction: 'page_view', ...sent }), {
    ...defaultDefinitions,
    workspace,
    channels: ChannelRulesSchema.parse({ rules }),
  });
const rule = (channel: string, when: object) => ({ channel, when });

describe('own channel rules', () => {
  it('decide in their order, before the default rules and after an explicit channel', () => {
    const rules = [
      rule('brand', { campaign: { startsWith: 'Brand-' }, clickId: ['gclid', 'msclkid'] }),
      rule('review-sites', { referrerHost: { oneOf: ['www.g2.com', 'capterra.com'] } }),
      rule('rest', { source: { contains: 'goo' } }),
    ];
    const google = { source: 'Google', medium: 'cpc' };
    expect(decide(rules, { ...google, campaign: 'brand-q1', clickIds: { gclid: 'x' } })).toEqual({
      channel: 'brand',
      rule: 'own:0',
    });
    expect(decide(rules, { ...google, campaign: 'brand-q1' })).toEqual({ channel: 'rest', rule: 'own:2' });
    expect(decide(rules, { referrer: 'https://www.G2.com/products?q=1' })).toMatchObject({ rule: 'own:1' });
    expect(decide(rules, { source: 'bing', medium: 'cpc' })).toMatchObject({ rule: 'utm' });
    expect(decide(rules, { ...google, channel: 'Partner' })).toEqual({
      channel: 'partner',
      rule: 'explicit',
    });
  });

  it('make their channels known: senders may name them', () => {
    expect(decide([rule('billboard', { source: { equals: 'x' } })], { channel: 'Billboard' })).toEqual({
      channel: 'billboard',
      rule: 'explicit',
    });
    expect(decide([], { channel: 'billboard' })).toMatchObject({ channel: 'direct' });
  });

  it('see no own referrer, and not what people say of themselves unless they name that', () => {
    const own = [rule('ours', { referrerHost: { contains: 'touchstone' } })];
    expect(decide(own, { referrer: 'https://docs.touchstone.example/' })).toMatchObject({
      rule: 'internal-referrer',
    });
    const said = { interaction: 'self_reported', source: 'podcast' };
    expect(decide([rule('audio', { source: { equals: 'podcast' } })], said)).toMatchObject({
      channel: 'self-reported',
    });
    expect(decide([rule('audio', { interaction: { equals: 'self_reported' } })], said)).toMatchObject({
      channel: 'audio',
    });
  });

  it('take of several click ids the one that decides', () => {
    const clickIds = { fbclid: 'f', gclid: 'g' };
    expect(decide([rule('social', { clickId: ['fbclid'] })], { clickIds })).toMatchObject({
      rule: 'click-id',
    });
    expect(decide([rule('search', { clickId: ['gclid'] })], { clickIds })).toMatchObject({ rule: 'own:0' });
  });

  it('match if and only if all of their conditions hold', () => {
    const word = fc.constantFrom('a', 'ab', 'abc', 'b', '');
    const condition = fc
      .record(
        { equals: word, startsWith: word, contains: word, oneOf: fc.array(word, { minLength: 1 }) },
        { requiredKeys: [] },
      )
      .map((one) => JSON.parse(JSON.stringify(one)) as Record<string, string | string[]>);
    const holds = (text: string, wanted: Record<string, string | string[]>) =>
      Object.entries(wanted).every(([name, value]) =>
        name === 'equals'
          ? text === value
          : name === 'oneOf'
            ? value.includes(text)
            : new RegExp(`${name === 'startsWith' ? '^' : ''}${String(value)}`).test(text),
      );
    fc.assert(
      fc.property(condition, condition, word, word, (onSource, onMedium, source, medium) => {
        const rules = [rule('own', { source: onSource, medium: onMedium })];
        const parsed = ChannelRulesSchema.safeParse({ rules });
        fc.pre(parsed.success);
        const decided = decide(rules, { source, medium });
        expect(decided.rule === 'own:0').toBe(holds(source, onSource) && holds(medium, onMedium));
      }),
    );
  });
});
