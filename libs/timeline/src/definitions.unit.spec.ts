import { describe, expect, it } from '@jest/globals';
import { eventTypes, ruleExamples, type RuleName, ruleNames, ruleSchemas } from '@touchstone/contracts';
import type { LogEvent } from '@touchstone/event-log';
import fc from 'fast-check';
import { reviewOf } from './review.js';
import {
  classifiesOtherwise,
  defaultDefinitions,
  definitionsOf,
  interactionOf,
  leadsOtherwise,
  ruleStream,
  valuesOtherwise,
  withRule,
} from './definitions.js';

const event = (position: number, rule: RuleName, definition: object): LogEvent => ({
  workspace: 'acme',
  source: 'test',
  eventId: `r${position}`,
  type: 'rule.published.v1',
  stream: ruleStream(rule),
  occurredAt: 0,
  receivedAt: 0,
  recordedAt: 0,
  position,
  commit: position,
  data: eventTypes['rule.published.v1'].schema.parse({ rule, definition }),
  links: { people: [], accounts: [] },
});
const example = (position: number, rule: RuleName) => event(position, rule, ruleExamples[rule].definition);
const workspace = (position: number, more: object) =>
  event(position, 'workspace', { currency: 'EUR', timeZone: 'UTC', ...more });

describe('definitions', () => {
  it('are those of the highest position of each rule; the others stay the defaults', () => {
    const definitions = definitionsOf([
      example(7, 'channels'),
      workspace(4, { currency: 'USD' }),
      workspace(2, { currency: 'CHF' }),
    ]);
    expect(definitions.versions).toEqual({ ...defaultDefinitions.versions, channels: 7, workspace: 4 });
    expect(definitions.workspace.currency).toBe('USD');
    expect(definitions.channels.rules).toHaveLength(2);
    expect(definitions.models).toEqual({ models: [] });
  });

  it.each([
    ['workspace', 5],
    ['channels', 5],
    ['interactions', 5],
    ['attribution', 0],
    ['models', 0],
    ['margin', 0],
  ] as const)('%s moves the version of classification to %i', (rule, version) => {
    expect(definitionsOf([example(5, rule)]).touchVersion).toBe(version);
  });

  it('are the same for every order, repetition and split of the events', () => {
    const published = fc.array(
      fc.record({ rule: fc.constantFrom(...ruleNames), position: fc.integer({ min: 1, max: 30 }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(published, fc.nat(20), fc.infiniteStream(fc.nat()), (records, cut, ranks) => {
        // one position is one event
        const events = [...new Map(records.map((one) => [one.position, one])).values()].map((one) =>
          one.rule === 'workspace'
            ? workspace(one.position, { ownDomains: [`h${one.position}.example`] })
            : example(one.position, one.rule),
        );
        const inOrder = [...events].sort((a, b) => a.position - b.position);
        const shuffled = events
          .map((one) => ({ one, rank: ranks.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        const whole = definitionsOf(inOrder);
        expect(definitionsOf([...shuffled, ...shuffled])).toEqual(whole);
        expect(definitionsOf(inOrder.slice(cut), definitionsOf(inOrder.slice(0, cut)))).toEqual(whole);
        const ruled = inOrder.filter(({ stream }) => /workspace|channels|interactions/.test(stream)).at(-1);
        expect(whole.touchVersion).toBe(ruled?.position ?? 0);
      }),
    );
  });

  it('say what a change changes', () => {
    const before = definitionsOf([workspace(1, {})]);
    const changes = (after: LogEvent) => {
      const changed = definitionsOf([after], before);
      return [classifiesOtherwise(before, changed), valuesOtherwise(before, changed)];
    };
    const ofLeads = (rule: RuleName, definition: object) => {
      const parsed = ruleSchemas[rule].parse(definition);
      return leadsOtherwise(before, withRule(before, rule, parsed, 2));
    };
    expect(changes(workspace(2, {}))).toEqual([false, false]);
    expect(changes(workspace(2, { timeZone: 'Europe/Berlin' }))).toEqual([false, true]);
    expect(changes(workspace(2, { currency: 'USD' }))).toEqual([false, true]);
    expect(changes(workspace(2, { excludedReferrers: ['a.example'] }))).toEqual([true, false]);
    expect(changes(workspace(2, { extraChannels: ['billboard'] }))).toEqual([true, false]);
    expect(changes(example(2, 'channels'))).toEqual([true, false]);
    expect(changes(example(2, 'interactions'))).toEqual([true, false]);
    expect(changes(example(2, 'attribution'))).toEqual([false, false]);
    expect(changes(example(2, 'models'))).toEqual([false, false]);
    expect(ofLeads('scoring', {})).toBe(false);
    expect(ofLeads('scoring', { rules: [] })).toBe(true);
    expect(ofLeads('sla', { contactHours: 8 })).toBe(true);
    expect(ofLeads('sla', { timeZone: 'Europe/Berlin' })).toBe(true);
    // reports look these up themselves
    expect(ofLeads('sla', { teams: [{ name: 'a', owners: [] }], rejectionReasons: ['x'] })).toBe(false);
    expect(ofLeads('margin', { margins: [] })).toBe(false);
  });

  it('ask for a review where they change what was', () => {
    const before = definitionsOf([workspace(1, {})]);
    const review = reviewOf(before, [
      example(2, 'models'),
      example(3, 'channels'),
      example(4, 'attribution'),
    ]);
    expect(review).toMatchObject({
      cause: { cause: 'rule', eventId: 'r3', position: 3 },
      refold: false,
      definitions: { touchVersion: 3, versions: { models: 2, channels: 3, attribution: 4 } },
    });
    expect(reviewOf(before, [workspace(2, { timeZone: 'Asia/Tokyo' })])).toMatchObject({ refold: true });
    expect(reviewOf(before, [example(2, 'models'), example(3, 'attribution')])).toBeNull();
    expect(reviewOf(before, [workspace(2, {})])).toBeNull();
    expect(reviewOf(before, [])).toBeNull();
  });

  it('know an interaction by the workspace’s own first; one that nobody knows is only seen', () => {
    const own = definitionsOf([example(1, 'interactions')]);
    expect(interactionOf('chat', defaultDefinitions)).toEqual({ side: 'marketing', view: false });
    expect(interactionOf('chat', own)).toEqual({ side: 'sales', view: false });
    expect(interactionOf('workshop_attended', defaultDefinitions)).toEqual({ side: 'marketing', view: true });
    expect(interactionOf('workshop_attended', own)).toEqual({ side: 'marketing', view: false });
    expect(interactionOf('constructor', defaultDefinitions)).toEqual({ side: 'marketing', view: true });
  });
});
