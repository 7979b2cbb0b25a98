import { describe, expect, it } from '@jest/globals';
import type { Append, AppendResult, EventLog } from './event-log.js';
import type { NewEvent } from './event.js';
import { GroupCommit } from './group-commit.js';

/** A log that answers at once: what is looked at here is only who waits for whom. */
const instantLog = {
  append: ({ events }: Append): Promise<AppendResult> =>
    Promise.resolve({ fenced: false, outcomes: events.map(() => ({ status: 'accepted', position: 1 })) }),
} as unknown as EventLog;

const event = { data: {} } as NewEvent;

describe('group commit', () => {
  it.each(Array.from({ length: 12 }, (_, microtasks) => microtasks))(
    'answers a request that comes %i microtasks after the one before it was answered',
    async (microtasks) => {
      const group = new GroupCommit(instantLog);
      await group.append([event]);
      for (let nth = 0; nth < microtasks; nth++) await Promise.resolve();
      let answered = false;
      void group.append([event]).then(() => (answered = true));
      await new Promise(setImmediate);
      expect(answered).toBe(true);
      await group.idle();
    },
  );
});
