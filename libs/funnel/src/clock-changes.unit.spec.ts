import { expect, it } from '@jest/globals';
import { ClockChanges } from './clock-changes.js';
import { factsOf, hour, published, told, touch } from './lead.fixture.spec.js';

const call = touch(10, 3, { interaction: 'call', side: 'sales' });
const events = [told(1, 'created', 0), told(2, 'qualified', 0), told(3, 'assigned', 1)];
const under = (sla: object) => factsOf(events, [call], {}, published({ sla })).clocks;

it('counts how clocks stand on both sides, and keeps the first of those that differ', () => {
  const changes = new ClockChanges(hour(50), 2);
  for (const leadId of ['a', 'b', 'c'])
    changes.add(leadId, under({}), under({ contactHours: 1, dispositionHours: 100 }));
  changes.add('d', under({}), under({ contactHours: 2 }));
  changes.add('e', [], under({}));
  const [contact, disposition] = changes.clocks;
  const counts = ({ states }: typeof contact & object) =>
    Object.fromEntries(
      states.flatMap(({ state, now, then }) => (now + then === 0 ? [] : [[state, `${now}>${then}`]])),
    );
  expect([counts(contact!), contact!.changed]).toEqual([{ met: '4>2', breached: '0>3' }, 4]);
  expect(contact!.examples).toEqual([
    { leadId: 'a', now: 'met', then: 'breached' },
    { leadId: 'b', now: 'met', then: 'breached' },
  ]);
  expect([counts(disposition!), disposition!.changed]).toEqual([{ never_worked: '4>2', running: '0>3' }, 4]);
});
