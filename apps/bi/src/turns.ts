import { ServerException } from './server-exception.js';

interface Waiter {
  asker: string;
  begin: () => void;
}

export interface Places {
  /** How much work runs at a time. */
  all: number;
  /** How much of one asker: work that never ends takes no more places than these. */
  ofOne: number;
  /** How much of one asker waits. */
  waitingOfOne: number;
}

/**
 * Work that waits for one of a few places. First come, first served; but whoever has work running already comes after those
 * who have none, and never takes the last places.
 */
export class Turns {
  /** Who the running work is of. */
  private readonly running: string[] = [];
  private readonly waiting: Waiter[] = [];
  private readonly ended: (() => void)[] = [];

  constructor(private readonly places: Places) {}

  /** Runs work in its turn; what is aborted while it waits is never begun. @throws ServerException where too many wait */
  async take<T>(asker: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw cancelled();
    if (this.hasPlaceFor(asker)) this.running.push(asker);
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
    const { ofOne, waitingOfOne } = this.places;
    if (this.waiting.filter((one) => one.asker === asker).length >= waitingOfOne)
      throw ServerException.of(
        'TOO_MANY_SIMULTANEOUS_QUERIES',
        `Too many simultaneous queries. Maximum: ${ofOne + waitingOfOne}`,
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

  private hasPlaceFor(asker: string): boolean {
    const { all, ofOne } = this.places;
    return this.running.length < all && this.running.filter((one) => one === asker).length < ofOne;
  }

  private next(): void {
    const waiter =
      this.waiting.find(({ asker }) => !this.running.includes(asker)) ??
      this.waiting.find(({ asker }) => this.hasPlaceFor(asker));
    if (waiter) {
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
      this.running.push(waiter.asker);
      waiter.begin();
    } else if (this.running.length === 0) this.ended.splice(0).forEach((resolve) => resolve());
  }
}

const cancelled = () => ServerException.of('QUERY_WAS_CANCELLED', 'Query was cancelled');
