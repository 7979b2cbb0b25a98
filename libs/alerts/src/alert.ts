import { createHash } from 'node:crypto';
import type { AlertClock, AlertData, AlertTypeName } from '@touchstone/contracts';

/** What somebody should know now. Moments are epoch milliseconds. */
export type Alert = {
  [T in AlertTypeName]: {
    workspace: string;
    /** The same for the same clock, whoever finds it and when. */
    alertId: string;
    type: T;
    /** When the time was over, or the wait began. */
    occurredAt: number;
    data: AlertData<T>;
  };
}[AlertTypeName];

/** The id of the alert about a clock: a function of these four, so that a repetition is recognised. */
export function alertIdOf(workspace: string, leadId: string, clock: AlertClock, startedAt: number): string {
  return createHash('sha256')
    .update(JSON.stringify([workspace, leadId, clock, startedAt]))
    .digest('hex');
}
