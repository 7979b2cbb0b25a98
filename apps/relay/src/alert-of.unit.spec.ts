import { describe, expect, it } from '@jest/globals';
import { decodeCloudEvents } from '@touchstone/broker';
import { alertTypes, EnvelopeSchema } from '@touchstone/contracts';
import type { LeadAlert } from '@touchstone/funnel';
import { alertOf, messageOf } from './alert-of.js';

const startedAt = Date.parse('2026-03-02T08:00:00Z');
const dueAt = Date.parse('2026-03-02T09:00:00Z');
const found = (more: Partial<LeadAlert>): LeadAlert => ({
  ...{ leadId: 'L 1/2', clock: 'contact', startedAt, dueAt, owner: 'ae-1', isHighIntent: true, ...more },
});

const cases: [string, LeadAlert, string][] = [
  ['a clock of contact', found({}), 'sla.breached.v1'],
  ['a clock of disposition', found({ clock: 'disposition', isHighIntent: false }), 'sla.breached.v1'],
  ['a wait with a promise', found({ clock: 'intent' }), 'lead.waiting.v1'],
  ['a wait that nobody ends', found({ clock: 'intent', dueAt: null, owner: '' }), 'lead.waiting.v1'],
];

describe('alertOf', () => {
  it.each(cases)('%s becomes an event as it is documented', (_, one, type) => {
    const message = messageOf(alertOf('acme', one));
    const [decoded] = decodeCloudEvents({ value: message.value as Buffer, headers: message.headers! });
    const event = EnvelopeSchema.parse(decoded!.ok && decoded!.event);
    expect(event).toMatchObject({ type, source: 'touchstone:relay', workspace: 'acme' });
    const { schema, example } = alertTypes[type as keyof typeof alertTypes];
    expect(schema.parse(event.data)).toEqual(event.data);
    expect(Object.keys(event.data as object).sort()).toEqual(Object.keys(example).sort());
    expect(message).toMatchObject({ topic: 'touchstone.alerts', key: 'acme:lead:L 1/2' });
  });

  it('is the same event for the same clock, and another for another', () => {
    const events = [
      found({}),
      found({}),
      found({ clock: 'disposition' }),
      found({ startedAt: startedAt + 1 }),
    ];
    const [one, again, ...others] = events.map((each) => messageOf(alertOf('acme', each)).value!.toString());
    expect(again).toBe(one);
    expect(new Set([one, ...others]).size).toBe(3);
    expect(alertOf('acme', found({})).alertId).not.toBe(alertOf('other', found({})).alertId);
  });

  it('a breach is of the moment at which the time was over, a wait of its beginning; links are paths', () => {
    expect(alertOf('acme', found({}))).toMatchObject({
      occurredAt: dueAt,
      data: { links: { lead: '/v1/leads/L%201%2F2' } },
    });
    expect(alertOf('acme', found({ clock: 'intent' })).occurredAt).toBe(startedAt);
  });
});
