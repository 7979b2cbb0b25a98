import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, messageOf, type Problem } from '@touchstone/runtime';
import type { EventLine, Outcome, Target } from './target.js';

const retryStatus = new Set([408, 425, 429, 502, 503, 504]);
/** For a door that has answered before, and for one that never did: its address may be wrong. */
const tries = { known: 12, unknown: 3 };
const firstWaitMs = 200;
const longestWaitMs = 10_000;
const answerLimitMs = 60_000;

/** The HTTP door: `POST /v1/events` with a batch of CloudEvents. */
export class HttpTarget implements Target {
  private readonly address: string;
  private hasAnswered = false;

  constructor(
    url: string,
    private readonly key: string,
  ) {
    this.address = new URL('v1/events', url.endsWith('/') ? url : `${url}/`).href;
  }

  async send(batch: EventLine[], signal: AbortSignal): Promise<Outcome> {
    const body = `[${batch.map((line) => line.text).join(',')}]`;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.post(body);
      if (answer instanceof Response && answer.ok) return outcomeOf(batch, (await answer.json()) as Answer);
      const failure = answer instanceof Response ? await faultOf(answer) : answer;
      const limit = this.hasAnswered ? tries.known : tries.unknown;
      if (!failure.retry || attempt >= limit || signal.aborted) throw failure;
      const waitMs = failure.retryAfterSeconds
        ? failure.retryAfterSeconds * 1000
        : Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
      await sleep(waitMs, undefined, { signal }).catch(() => {
        throw failure; // stopped while waiting: this batch is not through
      });
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async post(body: string): Promise<Response | Fault> {
    try {
      const answer = await fetch(this.address, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.key}`,
          'content-type': 'application/cloudevents-batch+json',
        },
        body,
        redirect: 'manual', // a redirect is no place to deliver events to
        signal: AbortSignal.timeout(answerLimitMs),
      });
      this.hasAnswered = true;
      return answer;
    } catch (cause) {
      const reason = cause instanceof Error && cause.cause ? messageOf(cause.cause) : messageOf(cause);
      return new Fault('unavailable', `${this.address} does not answer: ${reason}`, { retry: true, cause });
    }
  }
}

/** What the door answers: `rejected` by place in the batch, from 0. */
interface Answer {
  accepted: number;
  duplicates: number;
  rejected: { index: number; reason: string; detail: string }[];
}

function outcomeOf(batch: EventLine[], { accepted, duplicates, rejected }: Answer): Outcome {
  return {
    accepted,
    duplicates,
    rejected: rejected.map(({ index, reason, detail }) => ({ line: batch[index]!.number, reason, detail })),
  };
}

async function faultOf(answer: Response): Promise<Fault> {
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>;
  const detail = problem.detail ?? answer.statusText;
  const retryAfter = Number(answer.headers.get('retry-after'));
  return new Fault('unavailable', `${new URL(answer.url).host} answered ${answer.status}: ${detail}`, {
    retry: retryStatus.has(answer.status),
    ...(retryAfter > 0 && { retryAfterSeconds: retryAfter }),
  });
}
