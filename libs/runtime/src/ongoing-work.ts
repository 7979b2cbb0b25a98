import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes on, step after step, for as long as the application that provides it runs. */
export abstract class OngoingWork implements OnApplicationBootstrap, OnApplicationShutdown {
  private running: Promise<void> | null = null;
  private stopping = new AbortController();

  /**
   * One step; handles its own failures.
   * @param signal aborted once no more should be begun
   * @returns milliseconds until the next step
   */
  protected abstract step(signal: AbortSignal): Promise<number>;

  onApplicationBootstrap(): void {
    if (this.running) return;
    this.stopping = new AbortController();
    this.running = this.goOn(this.stopping.signal).finally(() => (this.running = null));
  }

  /** Ends after the step under way. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async goOn(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pauseMs = await this.step(signal);
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
