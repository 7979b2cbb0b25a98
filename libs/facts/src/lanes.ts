import type { ClickHouseClient } from '@clickhouse/client';

/** Clients that each take `width` requests at a time; further requests wait their turn. */
export class Lanes {
  private readonly free: ClickHouseClient[];
  private readonly waiting: ((client: ClickHouseClient) => void)[] = [];
  private readonly running = new Set<Promise<unknown>>();

  constructor(clients: readonly ClickHouseClient[], width: number) {
    this.free = clients.flatMap((client) => Array.from({ length: width }, () => client));
  }

  /** Runs `work` on a free client; first come, first served. */
  async run<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    const client =
      this.free.pop() ?? (await new Promise<ClickHouseClient>((resolve) => this.waiting.push(resolve)));
    const task = work(client);
    this.running.add(task);
    try {
      return await task;
    } finally {
      this.running.delete(task);
      const next = this.waiting.shift();
      if (next) next(client);
      else this.free.push(client);
    }
  }

  /** Resolves when nothing runs or waits any more. */
  async drained(): Promise<void> {
    while (this.running.size > 0 || this.waiting.length > 0) await Promise.allSettled(this.running);
  }
}
