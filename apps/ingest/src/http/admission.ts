import { Fault } from '@touchstone/runtime';

export interface AdmissionLimits {
  requests: number;
  bytes: number;
}

/**
 * How much may be under way at once. Beyond it callers are told to come again: memory stays bounded however slow the
 * store behind the door is.
 */
export class Admission {
  private requests = 0;
  private bytes = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  /**
   * Runs work that holds some bytes; it may ask for more as it learns of them.
   * @throws Fault `rate_limited` where there is no room.
   */
  async run<T>(bytes: number, work: (hold: (more: number) => void) => Promise<T>): Promise<T> {
    let held = 0;
    const hold = (more: number): void => {
      if (this.bytes + more > this.limits.bytes) throw full();
      this.bytes += more;
      held += more;
    };
    if (this.requests >= this.limits.requests) throw full();
    hold(bytes);
    this.requests++;
    try {
      return await work(hold);
    } finally {
      this.requests--;
      this.bytes -= held;
    }
  }
}

const full = () =>
  new Fault('rate_limited', 'Too many requests are under way; come again shortly.', {
    retry: true,
    retryAfterSeconds: 1,
  });
