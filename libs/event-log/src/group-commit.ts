import type { AppendResult, EventLog, Outcome } from './event-log.js';
import type { NewEvent } from './event.js';
import type { Quarantined } from './quarantine.js';

interface Waiting {
  events: NewEvent[];
  quarantined: Quarantined[];
  rawOf: ((event: NewEvent) => Buffer) | undefined;
  resolve: (outcomes: Outcome[]) => void;
  reject: (reason: unknown) => void;
}

/**
 * Appends of many small requests as few transactions: what arrives while one append runs goes out together in the
 * next. Everybody is answered after the commit that holds their events.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private running: Promise<void> | null = null;

  /**
   * @param maxEvents about how many events one transaction takes; a single larger request still goes in one piece.
   * @param door where the events come in.
   */
  constructor(
    private readonly log: EventLog,
    private readonly maxEvents = 500,
    private readonly door = 'http',
  ) {}

  append(
    events: NewEvent[],
    quarantined: Quarantined[] = [],
    rawOf?: (event: NewEvent) => Buffer,
  ): Promise<Outcome[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ events, quarantined, rawOf, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async drain(): Promise<void> {
    await Promise.resolve(); // requests of the same turn go together
    while (this.waiting.length > 0) {
      const group = this.take();
      try {
        await this.write(group);
      } catch (failure) {
        if (group.length === 1) group[0]!.reject(failure);
        else for (const one of group) await this.write([one]).catch((reason: unknown) => one.reject(reason));
      }
    }
    this.running = null; // in the same turn that saw nothing waiting: who comes a microtask later starts anew
  }

  private take(): Waiting[] {
    let events = 0;
    let count = 0;
    while (
      count < this.waiting.length &&
      (count === 0 || events + this.waiting[count]!.events.length <= this.maxEvents)
    )
      events += this.waiting[count++]!.events.length;
    return this.waiting.splice(0, count);
  }

  private async write(group: Waiting[]): Promise<void> {
    const rawOf = (event: NewEvent): Buffer | undefined =>
      group.find((one) => one.events.includes(event))?.rawOf?.(event);
    const result: AppendResult = await this.log.append({
      events: group.flatMap((one) => one.events),
      quarantined: group.flatMap((one) => one.quarantined),
      door: this.door,
      rawOf: (event) => rawOf(event) ?? Buffer.from(JSON.stringify(event.data)),
    });
    if (result.fenced) throw new Error('an append without offsets cannot be fenced');
    let from = 0;
    for (const one of group) one.resolve(result.outcomes.slice(from, (from += one.events.length)));
  }
}
