import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { touchFact } from '../../../tests/support/fact-examples.js';
import { buildTouches, type ChannelRule, type GroupTouch } from './index.js';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 1, 12);

const touch = (position: number, more: Partial<GroupTouch> = {}): GroupTouch =>
  touchFact({ position, personId: 'p1', reach: 4, occurredAt: noon, ...more });
const view = (position: number, minutes: number, channel = 'direct', more: Partial<GroupTouch> = {}) =>
  touch(position, {
    interaction: 'page_view',
    occurredAt: noon + minutes * minute,
    channel,
    channelRule: channel === 'direct' ? 'direct' : 'utm',
    ...more,
  });
const internal = { channelRule: 'internal-referrer' as ChannelRule };
const positions = (touches: GroupTouch[], conversionAt = noon + 10_000 * minute) =>
  buildTouches(touches, conversionAt).touchPosition;

describe('the journey of a buying group', () => {
  it('takes touches up to the conversion, that moment in', () => {
    const touches = [touch(1, { occurredAt: noon }), touch(2, { occurredAt: noon + 1 })];
    expect(positions(touches, noon)).toEqual([1]);
  });

  it('is in the order of moment and event id, not of arrival', () => {
    const touches = [
      touch(1, { eventId: 'b' }),
      touch(2, { eventId: 'a' }),
      touch(3, { occurredAt: noon - 1 }),
    ];
    expect(positions(touches)).toEqual([3, 2, 1]);
  });

  it('keeps every interaction but page views, repeats as well', () => {
    expect(positions([touch(1), touch(2), touch(3)])).toEqual([1, 2, 3]);
  });

  it('makes one touch of a visit: 30 minutes idle end it, that moment still in', () => {
    expect(positions([view(1, 0), view(2, 30), view(3, 60), view(4, 90.001)])).toEqual([1, 4]);
  });

  it('makes one touch a channel within a visit', () => {
    expect(positions([view(1, 0, 'email'), view(2, 5, 'referral'), view(3, 6, 'email')])).toEqual([1, 2]);
  });

  it('begins a visit with every new campaign', () => {
    const campaign = (name: string) => ({ source: 'google', medium: 'cpc', campaign: name });
    const touches = [
      view(1, 0, 'paid-search', campaign('a')),
      view(2, 1, 'paid-search', campaign('a')),
      view(3, 2, 'paid-search', campaign('b')),
      view(4, 3, 'direct'),
      view(5, 4, 'paid-search', campaign('a')),
    ];
    expect(positions(touches)).toEqual([1, 3, 5]);
  });

  it('goes on with the running visit where a page view has no source of its own', () => {
    const touches = [
      view(1, 0, 'email'),
      view(2, 20, 'direct'),
      view(3, 40, 'direct', internal),
      view(4, 65, 'email'),
    ];
    expect(positions(touches)).toEqual([1]);
  });

  it('never begins a visit with an own or excluded referrer', () => {
    expect(positions([view(1, 0, 'direct', internal), view(2, 5)])).toEqual([2]);
  });

  it('counts visits apart for each visitor', () => {
    expect(positions([view(1, 0), view(2, 1, 'direct', { visitorKey: 'anonymous:2' })])).toEqual([1, 2]);
  });

  it('says side, view and reach of each touch', () => {
    const built = buildTouches(
      [
        touch(1, { side: 'sales', isView: true, reach: 3, personId: 'p9', contentId: 'paper' }),
        touch(1, { side: 'sales', isView: true, reach: 5, personId: 'p9' }),
      ],
      noon,
    );
    expect(built).toMatchObject({
      touchFlags: [3],
      touchReach: [7],
      touchPerson: ['p9'],
      touchContent: ['paper'],
    });
  });

  it('is the same for any order and any repetition', () => {
    const anyTouch = fc.record({
      minutes: fc.integer({ min: 0, max: 200 }),
      channel: fc.constantFrom('direct', 'email', 'referral'),
      campaign: fc.constantFrom('', 'a', 'b'),
      interaction: fc.constantFrom('page_view', 'form_submit'),
      visitorKey: fc.constantFrom('anonymous:1', 'anonymous:2'),
      rule: fc.constantFrom<ChannelRule>('direct', 'internal-referrer', 'utm'),
    });
    const journeys = fc.array(anyTouch, { maxLength: 30 }).map((drawn) =>
      drawn.map(({ minutes, rule, ...more }, index) =>
        touch(index + 1, {
          ...more,
          channelRule: rule,
          occurredAt: noon + minutes * minute,
          eventId: `e${index % 7}`,
        }),
      ),
    );
    const shuffled = journeys.chain((touches) =>
      fc.tuple(
        fc.constant(touches),
        fc.shuffledSubarray([...touches, ...touches], { minLength: touches.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([touches, again]) => {
        const built = buildTouches(touches, noon + 150 * minute);
        expect(buildTouches(again, noon + 150 * minute)).toEqual(built);
        expect(built.touchAt).toEqual([...built.touchAt].sort((a, b) => a - b));
        expect(new Set(Object.values(built).map((array: unknown[]) => array.length)).size).toBe(1);
      }),
    );
  });
});
