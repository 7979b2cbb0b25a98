import { Readable } from 'node:stream';
import type { CloudEvent } from '@touchstone/contracts';
import { Fault } from '@touchstone/runtime';
import { generateDemo } from './demo/generate.js';
import type { DataFolder } from './engines/data-folder.js';
import { showProgress } from './progress.js';
import { HttpTarget } from './publish/http-target.js';
import type { Line } from './publish/lines.js';
import { type Published, publishLines } from './publish/publish-lines.js';

/** What the demo of a data folder is made from: the same at every try, so that what came in already is a duplicate. */
interface Recipe {
  seed: number;
  end: string;
  scale: number;
}

const notes = { recipe: 'demo/recipe.json', complete: 'demo/complete' } as const;
const batchEvents = 500;
/** One after the other: of two statements of one cost the later in the log is in force. */
const inFlight = 1;

export const isDemoLoaded = (data: DataFolder): boolean => data.read(notes.complete) !== null;

/**
 * Sends the demo company's events through the HTTP door, as any system would. Interrupted, it goes on at the next call.
 * @throws Fault where the door does not take the events
 */
export async function loadDemo(
  data: DataFolder,
  { url, key, scale, signal }: { url: string; key: string; scale: number; signal: AbortSignal },
): Promise<void> {
  const fresh = (): string =>
    JSON.stringify({ seed: 20_260_101, end: startOfToday(), scale } satisfies Recipe);
  const recipe = JSON.parse(data.keep(notes.recipe, fresh)) as Recipe;
  const events = generateDemo({ ...recipe, end: new Date(recipe.end) });
  const progress = showProgress('Loading the demo', events.length);
  const published: Published = { accepted: 0, duplicates: 0, rejected: 0, throughLine: 0, throughByte: 0 };
  try {
    await publishLines(Readable.from(batchesOf(events)), new HttpTarget(url, key), published, {
      inFlight,
      signal,
      onProgress: ({ throughLine }) =>
        progress.update(throughLine, `${throughLine.toLocaleString('en')} events`),
      onRejection: ({ line, reason, detail }) => {
        throw new Fault(
          'internal',
          `The demo's event ${events[line - 1]!.id} was refused: ${reason}, ${detail}`,
        );
      },
    });
  } finally {
    progress.stop();
  }
  if (!signal.aborted) data.write(notes.complete, JSON.stringify(published));
}

/** The demo ends with yesterday: nothing in it lies in the future. */
const startOfToday = (): string => `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;

function* batchesOf(events: CloudEvent[]): Generator<Line[]> {
  for (let start = 0; start < events.length; start += batchEvents)
    yield events
      .slice(start, start + batchEvents)
      .map((event, index) => ({ number: start + index + 1, text: JSON.stringify(event), endByte: 0 }));
}
