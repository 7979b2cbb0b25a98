import { AlertBook } from '@touchstone/alerts';
import type { Broker } from '@touchstone/broker';
import { LogReader, readCheckpoints } from '@touchstone/event-log';
import { type ClickHouse, factsProjection } from '@touchstone/facts';
import { type AlertPlace, leadAlerts } from '@touchstone/funnel';
import { ifUnlocked, type Logger, OngoingWork, type Pool } from '@touchstone/runtime';
import { alertOf, messageOf } from './alert-of.js';
import { alertsSent, lookSeconds, looksFailed } from './relay-metrics.js';

export interface RelayParts {
  pool: Pool;
  clickhouse: ClickHouse;
  logger: Logger;
  /** Without it alerts are only recorded. */
  broker?: Pick<Broker, 'publish'> | undefined;
  options?: RelayOptions | undefined;
}

export interface RelayOptions {
  /** Between two looks (default 10). */
  everySeconds?: number;
  /** What was due longer ago than this before a look is old (default 24). */
  newsHours?: number;
  /** How many alerts are sent at a time (default 500). */
  pageAlerts?: number;
}

/** Up to where a workspace is projected, where its log ends, and what time it is. */
interface LookMoment {
  asOf: number;
  head: number;
  now: number;
}

/**
 * Looks at the clocks of every workspace's leads, as of the newest projected position and now, and sends an alert for each
 * that ran out, and for each lead with intent that waits. Sent, then recorded: what dies in between sends the same again,
 * under the same id.
 */
export class Relay extends OngoingWork {
  private readonly log: LogReader;
  private readonly book: AlertBook;
  private readonly everyMs: number;
  private readonly newsMs: number;
  private readonly pageAlerts: number;

  constructor(private readonly parts: RelayParts) {
    super();
    const { everySeconds = 10, newsHours = 24, pageAlerts = 500 } = parts.options ?? {};
    this.log = new LogReader(parts.pool);
    this.book = new AlertBook(parts.pool);
    this.everyMs = everySeconds * 1000;
    this.newsMs = newsHours * 3_600_000;
    this.pageAlerts = pageAlerts;
  }

  /** Looks at every workspace once. One that fails holds up no other. @returns the number of alerts sent */
  async look(now = Date.now(), signal?: AbortSignal): Promise<number> {
    let sent = 0;
    const checkpoints = await readCheckpoints(this.parts.pool, factsProjection);
    for (const { workspace, position: head } of await this.log.heads()) {
      const asOf = checkpoints.get(workspace) ?? 0;
      if (signal?.aborted) break;
      const stopTimer = lookSeconds.startTimer();
      try {
        // not where another relay is at it
        const look = () => this.lookAt(workspace, { asOf, head, now });
        sent += (await ifUnlocked(this.parts.pool, `relay ${workspace}`, look)) ?? 0;
      } catch (failure) {
        looksFailed.inc();
        const text = 'looking for alerts failed; the next look makes up for it';
        this.parts.logger.error({ err: failure, workspace }, text);
      }
      stopTimer();
    }
    return sent;
  }

  protected async step(signal: AbortSignal): Promise<number> {
    await this.look(Date.now(), signal).catch((failure: unknown) =>
      this.parts.logger.error({ err: failure }, 'workspaces cannot be read; tried again'),
    );
    return this.everyMs;
  }

  private async lookAt(workspace: string, moment: LookMoment): Promise<number> {
    const { asOf, now } = moment;
    const judgedAt = await this.knownUntil(workspace, moment);
    const last = await this.book.lastLook(workspace);
    if (asOf === 0 || (last !== null && judgedAt <= last.judgedAt)) return 0; // facts are being built again
    const question = {
      ...{ workspace, asOf, judgedAt, seen: last },
      // also what became due while nobody looked
      since: (last?.judgedAt ?? now) - this.newsMs,
    };
    let sent = 0;
    let after: AlertPlace | null = null;
    do {
      const page: Awaited<ReturnType<typeof leadAlerts>> = await leadAlerts(this.parts.clickhouse, question, {
        after,
        limit: this.pageAlerts,
      });
      sent += await this.send(
        workspace,
        page.alerts.map((found) => alertOf(workspace, found)),
      );
      after = page.next;
    } while (after);
    await this.book.noteLook(workspace, { judgedAt, asOf });
    return sent;
  }

  /** A projection that lags does not know whether somebody was called since: nothing is judged later than it knows. */
  private async knownUntil(workspace: string, { asOf, head, now }: LookMoment): Promise<number> {
    if (asOf >= head) return now;
    const [event] = await this.log.at(workspace, [asOf]);
    return Math.min(now, event?.recordedAt ?? 0);
  }

  private async send(workspace: string, found: ReturnType<typeof alertOf>[]): Promise<number> {
    const alerts = await this.book.unknown(workspace, found);
    if (alerts.length === 0) return 0;
    await this.parts.broker?.publish(alerts.map(messageOf));
    await this.book.record(alerts, Date.now());
    for (const { type } of alerts) alertsSent.inc({ type });
    return alerts.length;
  }
}
