import { describe, expect, it } from '@jest/globals';
import { StageMoves } from './stage-moves.js';

describe('stage moves', () => {
  it('count a lead once a stage, and keep the first ids of those that move', () => {
    const moves = new StageMoves(2);
    for (const leadId of ['a', 'b', 'c']) moves.add(leadId, ['lead'], ['lead', 'mql', 'lead', 'mql']);
    moves.add('d', ['lead', 'mql', 'sal'], ['lead', 'sal']);
    moves.add('e', ['lead', 'sal'], ['lead', 'sal']);
    const [lead, mql, sal, ...others] = moves.stages;
    expect([moves.lookedAt, moves.moved]).toEqual([5, 4]);
    const none = { leads: 0, examples: [] };
    expect(lead).toEqual({ stage: 'lead', now: 5, then: 5, gained: none, lost: none });
    expect(mql).toEqual({
      ...{ stage: 'mql', now: 1, then: 3 },
      gained: { leads: 3, examples: ['a', 'b'] },
      lost: { leads: 1, examples: ['d'] },
    });
    expect(sal).toEqual({ stage: 'sal', now: 2, then: 2, gained: none, lost: none });
    expect(others.map(({ stage, now, then }) => [stage, now, then])).toEqual([
      ['sql', 0, 0],
      ['opportunity', 0, 0],
      ['customer', 0, 0],
    ]);
  });
});
