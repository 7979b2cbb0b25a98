import { type Line } from './lines.js';
import type { EventLine, Outcome, Rejection, Target } from './target.js';

/** Where a run of publishing stands: complete through `throughLine`, with nothing before it missing. */
export interface Published {
  accepted: number;
  duplicates: number;
  rejected: number;
  throughLine: number;
  throughByte: number;
}

export interface PublishOptions {
  /** Batches under way at the same time. */
  inFlight: number;
  signal: AbortSignal;
  onProgress?: (published: Published) => void;
  onRejection?: (rejection: Rejection) => void;
}

/**
 * Sends batches in order, several under way at a time, and reads the next only when one is through. Stops after the
 * batches under way when `signal` fires. When a batch fails for good, `published` says how far it came.
 */
export async function publishLines(
  batches: AsyncIterable<Line[]>,
  target: Target,
  published: Published,
  { inFlight, signal, onProgress, onRejection }: PublishOptions,
): Promise<void> {
  const underWay: { last: Line; outcome: Promise<Outcome> }[] = [];
  const settleOldest = async (): Promise<void> => {
    const { last, outcome } = underWay.shift()!;
    const { accepted, duplicates, rejected } = await outcome;
    published.accepted += accepted;
    published.duplicates += duplicates;
    published.rejected += rejected.length;
    published.throughLine = last.number;
    published.throughByte = last.endByte;
    for (const rejection of rejected) onRejection?.(rejection);
    onProgress?.(published);
  };
  try {
    for await (const batch of batches) {
      if (signal.aborted) break;
      const outcome = sendReadable(batch, target, signal);
      outcome.catch(() => undefined); // thrown where it is awaited, in its turn
      underWay.push({ last: batch.at(-1)!, outcome });
      if (underWay.length >= inFlight) await settleOldest();
    }
    while (underWay.length > 0) await settleOldest();
  } finally {
    await Promise.allSettled(underWay.map(({ outcome }) => outcome));
  }
}

/** Lines that are no JSON objects are refused here: they would make the whole batch unreadable. */
async function sendReadable(batch: Line[], target: Target, signal: AbortSignal): Promise<Outcome> {
  const events: EventLine[] = [];
  const unreadable: Rejection[] = [];
  for (const line of batch) {
    const event = objectOf(line.text);
    if (event) events.push({ ...line, event });
    else unreadable.push({ line: line.number, reason: 'unreadable', detail: 'is not a JSON object' });
  }
  const outcome =
    events.length > 0 ? await target.send(events, signal) : { accepted: 0, duplicates: 0, rejected: [] };
  const rejected = [...unreadable, ...outcome.rejected].sort((one, other) => one.line - other.line);
  return { ...outcome, rejected };
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
