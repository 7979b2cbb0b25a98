import type { LogReader } from '@touchstone/event-log';
import type { Definitions } from '@touchstone/timeline';
import type { AsOf } from '../as-of.js';
import { definitionsAt } from '../definitions/definitions-at.js';
import { iso, momentOf } from '../moments.js';
import { badParameters } from '../query.js';
import { settingsAt } from '../workspace-settings.js';
import { z } from 'zod';

/** What questions about leads are answered within. Moments are epoch milliseconds. */
export interface LeadContext {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** Moment at which what still runs is judged. */
  judgedAt: number;
  /** In force at the position. */
  definitions: Definitions;
}

/** As of when a page of an answer is: part of the place that the next one begins behind. */
export const pageMoment = { asOf: z.int(), judgedAt: z.int() };

interface AskedMoment {
  asOf?: string | undefined;
  judgedAt?: string | undefined;
}

/** Business hours are looked up day by day. */
const furthestAheadMs = 366 * 86_400_000;

/** Decides as of when questions about leads are answered. */
export class LeadContexts {
  constructor(
    private readonly log: LogReader,
    private readonly asOf: AsOf,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws Fault as `AsOf` does; `invalid_request` for a judgement far ahead */
  async at(workspace: string, { asOf, judgedAt }: AskedMoment): Promise<LeadContext> {
    const { timeZone } = await settingsAt(this.log, workspace);
    const judged = judgedAt === undefined ? null : momentOf(judgedAt, timeZone)!;
    if (judged !== null && judged > this.now() + furthestAheadMs)
      throw badParameters([{ parameter: 'judgedAt', detail: 'is at most a year from now' }]);
    const position = await this.asOf.resolve(workspace, asOf, timeZone);
    return {
      workspace,
      asOf: position,
      judgedAt: judged ?? (await this.momentOf(workspace, asOf, timeZone, position)),
      definitions: await definitionsAt(this.log, workspace, position),
    };
  }

  /** As `at`; the pages of one answer are of one moment, whatever time has passed since. */
  ofPage(
    workspace: string,
    request: AskedMoment,
    after: Pick<LeadContext, keyof typeof pageMoment> | null,
  ): Promise<LeadContext> {
    return this.at(workspace, after ? { asOf: String(after.asOf), judgedAt: iso(after.judgedAt) } : request);
  }

  /** A position stands for the moment at which it was recorded. */
  private async momentOf(
    workspace: string,
    asOf: string | undefined,
    timeZone: string,
    position: number,
  ): Promise<number> {
    if (asOf === undefined) return this.now();
    const named = momentOf(asOf, timeZone);
    if (named !== null) return named;
    const [event] = await this.log.at(workspace, [position]);
    return event?.recordedAt ?? 0;
  }
}

/** A window in epoch milliseconds; bare days begin in a time zone. @throws Fault `invalid_request` where it is empty */
export function windowOf({ from, to }: { from: string; to: string }, timeZone: string) {
  const window = { from: momentOf(from, timeZone)!, to: momentOf(to, timeZone)! };
  if (window.from < window.to) return window;
  throw badParameters([
    { parameter: 'to', detail: `is after from: the window from ${from} to ${to} is empty` },
  ]);
}
