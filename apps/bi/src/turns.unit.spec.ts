import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const never = new AbortController().signal;
/** Work that ends when it is told to. */
function work(done: string[], name: string) {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, run: () => ended.then(() => void done.push(name)) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('go to those who have nothing running first', async () => {
    const [turns, done] = [new Turns({ all: 2, ofOne: 2, waitingOfOne: 10 }), [] as string[]];
    const works = ['a1', 'a2', 'a3', 'b1'].map((name) => work(done, name));
    const all = works.map(({ run }, at) => turns.take('aaab'[at]!, never, run));
    works[0]!.end();
    works[2]!.end();
    works[3]!.end();
    await settled();
    expect(done).toEqual(['a1', 'b1', 'a3']);
    works[1]!.end();
    await Promise.all(all);
    await turns.drained();
  });

  it('leave a place to others, whatever one asks', async () => {
    const [turns, done] = [new Turns({ all: 3, ofOne: 2, waitingOfOne: 10 }), [] as string[]];
    const works = ['a1', 'a2', 'a3', 'b1'].map((name) => work(done, name));
    const all = works.map(({ run }, at) => turns.take('aaab'[at]!, never, run));
    for (const one of works.slice(2)) one.end();
    await settled();
    expect(done).toEqual(['b1']);
    works[0]!.end();
    await settled();
    expect(done).toEqual(['b1', 'a1', 'a3']);
    works[1]!.end();
    await Promise.all(all);
  });

  it('are given up by who goes away: others wait in their place', async () => {
    const [turns, done] = [new Turns({ all: 1, ofOne: 1, waitingOfOne: 1 }), [] as string[]];
    const first = work(done, 'first');
    const running = turns.take('a', never, first.run);
    const gone = new AbortController();
    const waiting = turns.take('b', gone.signal, () => Promise.resolve(done.push('gone')));
    await expect(turns.take('b', never, () => Promise.resolve(0))).rejects.toThrow('Too many simultaneous');
    gone.abort();
    await expect(waiting).rejects.toThrow('cancelled');
    const next = turns.take('c', never, () => Promise.resolve(done.push('next')));
    first.end();
    await Promise.all([running, next]);
    expect(done).toEqual(['first', 'next']);
  });
});
