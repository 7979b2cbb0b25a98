import { expect, it } from '@jest/globals';
import { eventTypes } from '@touchstone/contracts';
import fc from 'fast-check';
import { acceptEvent, HashedLookups } from './index.js';

const circumstances = { workspace: 'w', receivedAt: 0, personalData: new HashedLookups('ab'.repeat(32)) };
const envelope = { specversion: '1.0', id: 'e-1', source: 'test', time: '2026-03-01T09:30:00.000Z' };

it('says what is wrong in plain words, whatever field of whatever event is spoilt', () => {
  const odd = fc.constantFrom(undefined, null, 0, -1, 1.5, '', ' ', 'x', 'x'.repeat(5000), true, [], [7], {});
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.entries(eventTypes)),
      fc.nat(),
      odd,
      ([type, { example }], nth, value) => {
        const names = [...Object.keys(example), 'id', 'source', 'time', 'specversion', 'data'];
        const name = names[nth % names.length]!;
        const event =
          name in example
            ? { ...envelope, type, data: { ...example, [name]: value } }
            : { ...envelope, type, data: example, [name]: value };
        const result = acceptEvent(event, circumstances);
        if (result.ok) return;
        refused++;
        expect(result.detail).not.toMatch(
          /expected|received|invalid (input|option|string)|too (small|big):|nonoptional/i,
        );
      },
    ),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(100);
});
