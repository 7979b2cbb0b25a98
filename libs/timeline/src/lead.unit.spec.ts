import { describe, expect, it } from '@jest/globals';
import type { EventTypeName } from '@touchstone/contracts';
import type { Links } from '@touchstone/event-log';
import fc from 'fast-check';
import { foldLead } from './lead.js';
import { logEvent, ms, named } from './log-event.fixture.spec.js';

type Verb = EventTypeName extends infer Name ? (Name extends `lead.${infer V}.v1` ? V : never) : never;
const lead = (
  position: number,
  verb: Verb,
  time: string | number,
  data: object = {},
  links: Partial<Links> = {},
) => logEvent(position, `lead.${verb}.v1`, time, { leadId: 'L-1', ...data }, links);
const fold = (...events: ReturnType<typeof lead>[]) => foldLead(events)!;
const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00Z`;

const created = lead(
  1,
  'created',
  day(5),
  { person: { email: 'jane@acme.example' }, owner: 'sdr-3' },
  {
    people: [named('subject', 'email:jane')],
    accounts: ['domain:acme.example'],
  },
);

describe('a lead', () => {
  it('is nothing without events', () => {
    expect(foldLead([])).toBeNull();
  });

  it('is new from its creation on', () => {
    expect(fold(created)).toEqual({
      leadId: 'L-1',
      createdAt: ms(day(5)),
      createdPosition: 1,
      createdEventId: 'e001',
      status: 'new',
      owner: 'sdr-3',
      reason: null,
      personKeys: ['email:jane'],
      accountKeys: ['domain:acme.example'],
      qualifiedAt: null,
      qualifiedPosition: null,
      dealId: null,
      attributes: {},
      statuses: [{ status: 'new', enteredAt: ms(day(5)), position: 1 }],
      entries: [
        {
          ...{ status: 'new', isStatus: true, enteredAt: ms(day(5)), position: 1, eventId: 'e001' },
          ...{ owner: 'sdr-3', reason: null },
        },
      ],
      contactedAt: [],
      changes: [{ position: 1, what: ['createdAt', 'owner', 'personKeys', 'accountKeys'] }],
    });
  });

  it('is qualified once in a life, also when the creation comes last', () => {
    const events = [
      lead(2, 'qualified', day(6)),
      lead(3, 'accepted', day(7)),
      lead(4, 'qualified', day(8)),
      created,
    ];
    expect(fold(...events)).toMatchObject({
      status: 'qualified',
      qualifiedAt: ms(day(6)),
      qualifiedPosition: 2,
    });
    expect(fold(lead(2, 'qualified', day(6)))).toMatchObject({ createdAt: ms(day(6)), createdPosition: 2 });
  });

  it('keeps its qualification through a rejection, and needs a new one in its next life', () => {
    const rejected = lead(3, 'rejected', day(8), { reason: 'student' });
    const first = [created, lead(2, 'qualified', day(6)), rejected];
    expect(fold(...first)).toMatchObject({ status: 'rejected', reason: 'student', qualifiedAt: ms(day(6)) });
    expect(fold(...first, lead(4, 'assigned', day(9), { owner: 'ae-1' }))).toMatchObject({
      qualifiedAt: null,
      qualifiedPosition: null,
    });
    expect(fold(...first, lead(4, 'qualified', day(9))).qualifiedAt).toBe(ms(day(9)));
    expect(fold(...first, lead(4, 'snapshot', day(9), { status: 'new' })).qualifiedAt).toBeNull();
  });

  it('is changed by a snapshot only where it differs', () => {
    const data = { status: 'qualified', owner: 'ae-1', createdAt: day(2) };
    const [first, second] = [lead(2, 'snapshot', day(6), data), lead(3, 'snapshot', day(7), data)];
    expect(fold(created, first, second).changes.slice(1)).toEqual([
      { position: 2, what: ['status', 'owner', 'qualifiedAt'] },
    ]);
    expect(fold(first, second)).toMatchObject({ createdAt: ms(day(2)), createdPosition: 2 });
    expect(fold(first, second).changes).toHaveLength(1);
  });

  it('becomes a deal, and belongs to the person last named', () => {
    const converted = lead(
      2,
      'converted',
      day(6),
      { dealId: 'D-7', person: { email: 'x@y.example' } },
      { people: [named('subject', 'crm:hubspot:contact:1')] },
    );
    expect(fold(created, converted)).toMatchObject({
      status: 'converted',
      dealId: 'D-7',
      personKeys: ['crm:hubspot:contact:1'],
    });
  });

  it('tells statuses and owners apart, and when sales contacted it', () => {
    const { entries, contactedAt } = fold(
      created,
      lead(2, 'assigned', day(6), { owner: 'ae-1' }),
      lead(3, 'contacted', day(7), { owner: 'ae-2' }),
      lead(4, 'contacted', day(8)),
      lead(5, 'rejected', day(9), { reason: 'student' }),
      lead(6, 'snapshot', day(10), { status: 'rejected', owner: 'ae-3' }),
    );
    expect(entries.map(({ status, isStatus, owner, reason }) => [status, isStatus, owner, reason])).toEqual([
      ['new', true, 'sdr-3', null],
      ['assigned', true, 'ae-1', null],
      ['contacted', true, 'ae-2', null],
      ['rejected', true, 'ae-2', 'student'],
      ['assigned', false, 'ae-3', null],
    ]);
    expect(contactedAt).toEqual([ms(day(7)), ms(day(8))]);
    expect(fold(lead(2, 'snapshot', day(6), { status: 'contacted' })).contactedAt).toEqual([ms(day(6))]);
  });

  it('is assigned by whoever assigns it; whose it is, as other events say, is no assignment', () => {
    const named = { owner: 'ae-1' };
    const assignments = (...events: ReturnType<typeof lead>[]) =>
      fold(...events).entries.flatMap(({ status, eventId }) => (status === 'assigned' ? eventId : []));
    const accepted = lead(2, 'accepted', day(6), named);
    for (const verb of ['contacted', 'accepted', 'disqualified', 'converted'] as const)
      expect(assignments(created, lead(2, verb, day(6), named))).toEqual([]);
    for (const verb of ['assigned', 'qualified'] as const)
      expect(assignments(created, lead(2, verb, day(6), named))).toEqual(['e002']);
    const snapshot = lead(3, 'snapshot', day(7), { status: 'accepted', ...named });
    expect(assignments(created, accepted, snapshot)).toEqual(['e003']);
    expect(fold(created, accepted)).toMatchObject({ owner: 'ae-1' });
  });

  it('begins with its creation, also where something is said to have been before', () => {
    const early = lead(2, 'assigned', day(4), { owner: 'ae-1' });
    const { createdEventId, entries } = fold(early, created);
    expect(createdEventId).toBe('e001');
    expect(entries).toMatchObject([
      { status: 'new', eventId: 'e001', owner: 'sdr-3', enteredAt: ms(day(5)) },
      { status: 'assigned', eventId: 'e002', enteredAt: ms(day(4)) },
    ]);
    const known = fold(lead(2, 'snapshot', day(4), { status: 'new' }), created);
    expect(known.entries).toMatchObject([{ status: 'new', eventId: 'e001' }]);
    const named = fold(early, lead(3, 'snapshot', day(5), { status: 'assigned', createdAt: day(3) }));
    expect(named).toMatchObject({ createdAt: ms(day(3)), createdEventId: 'e003' });
  });

  it('keeps of each attribute what was said last', () => {
    const said = lead(2, 'assigned', day(6), { attributes: { industry: 'energy' } });
    const before = lead(3, 'qualified', day(5), { attributes: { industry: 'none', country: 'DE' } });
    expect(fold(created, said, before).attributes).toEqual({ industry: 'energy', country: 'DE' });
  });

  it('is the same in any order and with repetitions', () => {
    const verb = fc.constantFrom<Verb>(
      'assigned',
      'contacted',
      'qualified',
      'accepted',
      'disqualified',
      'converted',
    );
    const snapshot = fc.record({
      status: fc.constantFrom('new', 'qualified', 'rejected'),
      createdAt: fc.constantFrom(undefined, day(1), day(2)),
    });
    const history = fc
      .array(fc.tuple(fc.nat(6), fc.oneof(verb, snapshot)), { minLength: 1, maxLength: 12 })
      .map((steps) =>
        steps.map(([time, step], index) =>
          typeof step === 'string' ? lead(index + 1, step, time) : lead(index + 1, 'snapshot', time, step),
        ),
      );
    fc.assert(
      fc.property(
        history.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events]),
            fc.shuffledSubarray(events, { minLength: events.length }),
          ),
        ),
        ([events, some, shuffled]) => expect(fold(...some, ...shuffled)).toEqual(fold(...events)),
      ),
    );
  });
});
