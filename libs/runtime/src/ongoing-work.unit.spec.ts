import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { OngoingWork } from './ongoing-work.js';

/** Takes notes; each step takes `stepMs`, and asks for `pauseMs`. */
class Steps extends OngoingWork {
  begun = 0;
  done = 0;
  constructor(
    private readonly stepMs: number,
    private readonly pauseMs: number,
  ) {
    super();
  }
  protected async step(): Promise<number> {
    this.begun++;
    await sleep(this.stepMs);
    this.done++;
    return this.pauseMs;
  }
}

describe('ongoing work', () => {
  it('goes on step after step, also when it is begun again', async () => {
    const work = new Steps(1, 0);
    for (let times = 1; times <= 2; times++) {
      const before = work.done;
      work.onApplicationBootstrap();
      while (work.done < before + 3) await sleep(1);
      await work.onApplicationShutdown();
    }
    const { done } = work;
    await sleep(10);
    expect(work.done).toBe(done);
  });

  it('finishes the step under way, and begins no other', async () => {
    const work = new Steps(20, 0);
    work.onApplicationBootstrap();
    work.onApplicationBootstrap();
    await work.onApplicationShutdown();
    expect(work).toMatchObject({ begun: 1, done: 1 });
  });

  it('ends within a pause', async () => {
    const work = new Steps(1, 3_600_000);
    work.onApplicationBootstrap();
    while (work.done === 0) await sleep(1);
    await work.onApplicationShutdown();
    expect(work.done).toBe(1);
  });
});
