import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.mjs';
import { demoEvents } from './demo-events.mjs';
import { run } from './report.mjs';
import { p95 } from './timing.mjs';

const eventsPerSecond = 1000;
const eventsPerPost = 100;

/**
 * How long after its acknowledgement an event is in a report: everything in one process as `npm start` runs it, events
 * through the HTTP door at an even rate, reports asked for one after the other all the while. An acknowledged event has
 * the log's next position; a report says up to which position it is true.
 */
export async function measureFreshness(seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-fresh-'));
  const args = ['start', '--no-demo', '--port', '0', '--data', folder];
  const touchstone = startChild('apps/standalone/dist/main.js', { args });
  try {
    const url = /http:\/\/[\d.:]+/.exec(await touchstone.line('http://'))[0];
    const key = (name) => readFileSync(join(folder, 'secrets', name), 'utf8').trim();
    const asking = { url, readKey: key('demo-read-key') };
    const events = [...demoEvents(seconds * eventsPerSecond)].flat();
    const stopping = new AbortController();
    const watching = watchReports(asking, stopping.signal);
    const { acknowledged, late } = await send(events, { url, writeKey: key('demo-write-key') });
    const last = acknowledged.at(-1).position;
    while (watching.seen.at(-1).position < last) await sleep(50);
    stopping.abort();
    await watching.ended;
    const lags = acknowledged.flatMap(({ position, events, at }) => {
      const shown = watching.seen.find((report) => report.position >= position);
      return Array(events).fill(Math.max(0, shown.at - at));
    });
    const tookMs = acknowledged.at(-1).at - acknowledged[0].at;
    const p95Ms = p95(lags);
    if (watching.seen.at(-1).conversions === 0) throw new Error('no report shows anything of what was sent');
    return {
      p95Seconds: p95Ms / 1000,
      run: run('freshness: acknowledged to visible in a report', lags.length, tookMs, {
        p95: `${Math.round(p95Ms)} ms`,
        largest: `${Math.round(Math.max(...lags))} ms`,
        reports: watching.seen.length,
        'posts behind their time by': `${Math.round(late)} ms`,
        'won deals at the end': watching.seen.at(-1).conversions,
      }),
    };
  } finally {
    await touchstone.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Posts at the rate, one after the other: a position is then the number of events accepted so far. */
async function send(events, { url, writeKey }) {
  const acknowledged = [];
  let position = 0;
  let late = 0;
  const startedAt = performance.now();
  for (let from = 0; from < events.length; from += eventsPerPost) {
    const due = startedAt + (from / eventsPerSecond) * 1000;
    late = Math.max(late, performance.now() - due);
    if (due > performance.now()) await sleep(due - performance.now());
    const batch = events.slice(from, from + eventsPerPost);
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${writeKey}`, 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(batch),
    });
    const receipt = await answer.json();
    if (!answer.ok) throw new Error(`the door answered ${answer.status}: ${JSON.stringify(receipt)}`);
    position += receipt.accepted;
    acknowledged.push({ position, events: receipt.accepted, at: performance.now() });
  }
  return { acknowledged, late };
}

/** Asks for reports one after the other and keeps what each is true up to, and when it was here. */
function watchReports({ url, readKey }, signal) {
  const seen = [{ position: 0, at: performance.now(), conversions: 0 }];
  const path = '/v1/attribution?model=linear&from=2020-01-01&to=2030-01-01';
  const ended = (async () => {
    while (!signal.aborted) {
      const answer = await fetch(url + path, { headers: { authorization: `Bearer ${readKey}` } });
      const { report, totals } = await answer.json();
      const conversions = totals.linear.crmConversions;
      seen.push({ position: report.asOf, at: performance.now(), conversions });
      await sleep(50);
    }
  })();
  return { seen, ended };
}
