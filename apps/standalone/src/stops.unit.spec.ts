import { describe, expect, it } from '@jest/globals';
import { Stops } from './stops.js';

describe('stopping', () => {
  it('goes in the opposite order of starting, once, and past failures', async () => {
    const order: string[] = [];
    const failures: unknown[] = [];
    const stops = new Stops((name, failure) => failures.push([name, (failure as Error).message]));
    stops.add('engine', () => order.push('engine'));
    stops.add('pool', () => Promise.reject(new Error('stuck')));
    stops.add('door', async () => {
      await Promise.resolve();
      order.push('door');
    });
    await Promise.all([stops.run(), stops.run()]);
    expect(order).toEqual(['door', 'engine']);
    expect(failures).toEqual([['pool', 'stuck']]);
  });
});
