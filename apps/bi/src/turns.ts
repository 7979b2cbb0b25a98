import { ServerException } from './server-exception.js';

interface Waiter {
  asker: string;
  begin: () => void;
}

/**
 * Work that waits for one of a few places. First come, first served; but whoever has work running already comes after those
 * who have none.
 */
export class Turns {
  /** Who the running work is of. */
  private readonly running: string[] = [];
  private readonly waiting: Waiter[] = [];
  private readonly ended: (() => void)[] = [];

  constructor(
    private readonly places: number,
    private readonly waitingAtMost: number,
  ) {}

  /** Runs work in its turn; what is aborted while it waits is never begun. @throws ServerException where too many wait */
  async take<T>(asker: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw cancelled();
    if (this.running.length < this.places) this.running.push(asker);
    else await this.turn(asker, signal);
    try {
      if (signal.aborted) throw cancelled();
      return await work();
    } finally {
      this.running.splice(this.running.indexOf(asker), 1);
      this.next();
    }
  }

  /** Resolves when nothing runs. */
  async drained(): Promise<void> {
    if (this.running.length > 0) await new Promise<void>((resolve) => this.ended.push(resolve));
  }

  /** Resolves with a place taken. Who goes away waits no more. */
  private turn(asker: string, signal: AbortSignal): Promise<void> {
    if (this.waiting.length >= this.waitingAtMost)
      throw ServerException.of(
        'TOO_MANY_SIMULTANEOUS_QUERIES',
        `Too many simultaneous queries. Maximum: ${this.places + this.waitingAtMost}`,
      );
    return new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(cancelled());
      };
      const begin = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const waiter = { asker, begin };
      this.waiting.push(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private next(): void {
    const idle = this.waiting.findIndex(({ asker }) => !this.running.includes(asker));
    const [waiter] = this.waiting.splice(Math.max(0, idle), 1);
    if (waiter) {
      this.running.push(waiter.asker);
      waiter.begin();
    } else if (this.running.length === 0) this.ended.splice(0).forEach((resolve) => resolve());
  }
}

const cancelled = () => ServerException.of('QUERY_WAS_CANCELLED', 'Query was cancelled');
