import { ServerException } from './server-exception.js';

/** Work that waits for one of a few places; first come, first served. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly ended: (() => void)[] = [];

  constructor(
    private readonly places: number,
    private readonly waitingAtMost: number,
  ) {}

  /** Runs work in its turn; what is aborted while it waits is never begun. @throws ServerException where too many wait */
  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.running >= this.places) {
      if (this.waiting.length >= this.waitingAtMost)
        throw ServerException.of(
          'TOO_MANY_SIMULTANEOUS_QUERIES',
          `Too many simultaneous queries. Maximum: ${this.places + this.waitingAtMost}`,
        );
      await new Promise<void>((resolve) => this.waiting.push(resolve)); // its place is handed over
    } else this.running++;
    try {
      if (signal.aborted) throw ServerException.of('QUERY_WAS_CANCELLED', 'Query was cancelled');
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else if (--this.running === 0) this.ended.splice(0).forEach((resolve) => resolve());
    }
  }

  /** Resolves when nothing runs. */
  async drained(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => this.ended.push(resolve));
  }
}
