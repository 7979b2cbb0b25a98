import { describe, expect, it } from '@jest/globals';
import { remembering } from './remembering.js';

describe('a function that remembers', () => {
  it('computes once, null too, and anew after as many results as it holds', () => {
    const computed: string[] = [];
    const upperOf = remembering(2, (text) => {
      computed.push(text);
      return text === '' ? null : text.toUpperCase();
    });
    expect(['', 'a', '', 'a'].map(upperOf)).toEqual([null, 'A', null, 'A']);
    expect(computed).toEqual(['', 'a']);
    expect(['bb', 'bb', 'a'].map(upperOf)).toEqual(['BB', 'BB', 'A']);
    expect(computed).toEqual(['', 'a', 'bb', 'a']);
  });
});
