import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from './lines.js';
import { type Published, publishLines } from './publish-lines.js';
import type { EventLine, Outcome, Rejection, Target } from './target.js';

const batchesOf = (...texts: string[][]): Readable => {
  let number = 0;
  return Readable.from(
    texts.map((batch) => batch.map((text): Line => ({ number: ++number, text, endByte: number * 10 }))),
  );
};

const nothing = (): Published => ({
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  throughLine: 0,
  throughByte: 0,
});

/** Answers after as many milliseconds as its first event's `wait` says; refuses events with `bad`. */
class TimedTarget implements Target {
  underWay = 0;
  mostUnderWay = 0;

  async send(batch: EventLine[]): Promise<Outcome> {
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await sleep(Number(batch[0]!.event['wait'] ?? 0));
    this.underWay--;
    if (batch.some(({ event }) => event['broken'])) throw new Error('the door is closed');
    const rejected = batch
      .filter(({ event }) => event['bad'])
      .map(({ number }) => ({ line: number, reason: 'invalid_data', detail: 'bad' }));
    return { accepted: batch.length - rejected.length, duplicates: 0, rejected };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('publishing lines', () => {
  it('counts every line once and names the rejected, those that are no JSON objects too', async () => {
    const published = nothing();
    const rejections: Rejection[] = [];
    await publishLines(batchesOf(['{}', 'junk', '{"bad":1}'], ['[1]', '{}']), new TimedTarget(), published, {
      inFlight: 2,
      signal: new AbortController().signal,
      onRejection: (rejection) => rejections.push(rejection),
    });
    expect(published).toEqual({ accepted: 2, duplicates: 0, rejected: 3, throughLine: 5, throughByte: 50 });
    expect(rejections.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'unreadable'],
      [3, 'invalid_data'],
      [4, 'unreadable'],
    ]);
  });

  it('has only so many batches under way, and reports in order whichever ends first', async () => {
    const target = new TimedTarget();
    const through: number[] = [];
    await publishLines(
      batchesOf(['{"wait":60}'], ['{"wait":1}'], ['{"wait":30}'], ['{}'], ['{}']),
      target,
      nothing(),
      {
        inFlight: 3,
        signal: new AbortController().signal,
        onProgress: ({ throughLine }) => through.push(throughLine),
      },
    );
    expect(through).toEqual([1, 2, 3, 4, 5]);
    expect(target.mostUnderWay).toBe(3);
  });

  it('says how far it came without a gap when a batch fails', async () => {
    const published = nothing();
    const batches = batchesOf(['{}'], ['{"broken":1,"wait":20}'], ['{}'], ['{}']);
    const target = new TimedTarget();
    await expect(
      publishLines(batches, target, published, { inFlight: 3, signal: new AbortController().signal }),
    ).rejects.toThrow('the door is closed');
    expect(published.throughLine).toBe(1);
    expect(target.underWay).toBe(0);
  });

  it('finishes what is under way when it is told to stop, and takes no more', async () => {
    const stopping = new AbortController();
    const published = nothing();
    const batches = batchesOf(['{}'], ['{"wait":20}'], ['{}'], ['{}'], ['{}'], ['{}']);
    await publishLines(batches, new TimedTarget(), published, {
      inFlight: 2,
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    expect(published.throughLine).toBe(2);
    expect(published.accepted).toBe(2);
  });
});
