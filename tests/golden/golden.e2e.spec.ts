import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AttributionAnswer } from '@touchstone/attribution';
import type { CloudEvent } from '@touchstone/contracts';
import { openApi, type TestApi } from '../../apps/api/src/api.fixture.spec.js';
import { shuffled } from '../support/shuffled.js';

/** What a report says to a question: by model, credit by its `groupBy` labels joined with `|`, or by `(reason)`. */
interface Ask {
  ask: string;
  credit?: Record<string, Record<string, string>>;
  /** Value of the conversions that each channel had a part in. */
  influenced?: Record<string, string>;
  /** Amounts without a rate, by currency. */
  unconverted?: Record<string, string>;
}

interface Case {
  name: string;
  /** Why these numbers, and where they come from. */
  why: string;
  asks: Ask[];
  events: CloudEvent[];
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const cases: Case[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({
    name,
    ...(JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')) as Pick<Case, 'why' | 'asks'>),
    events: readFileSync(join(folder, name, 'events.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as CloudEvent),
  }));

const labelsOf = (row: object, { report }: AttributionAnswer): string =>
  report.groupBy.map((dimension) => (row as Record<string, string>)[dimension]).join('|');

/** The credit of a report as a case writes it. */
function creditIn(answer: AttributionAnswer): Ask['credit'] {
  const credit: Record<string, Record<string, string>> = {};
  for (const row of answer.rows) (credit[row.model] ??= {})[labelsOf(row, answer)] = row.creditMinor;
  for (const { model, reason, amountMinor } of answer.unattributed)
    (credit[model] ??= {})[`(${reason})`] = amountMinor;
  return credit;
}

const influencedIn = (answer: AttributionAnswer): Ask['influenced'] =>
  Object.fromEntries(
    answer.influenced!.rows.map((row) => [labelsOf(row, answer), row.influencedMinor] as const),
  );

const arrivals = {
  'as written': (events: CloudEvent[]) => [events],
  'backwards, one by one': (events: CloudEvent[]) => events.toReversed().map((event) => [event]),
  'shuffled, twice each': (events: CloudEvent[]) => {
    const mixed = shuffled([...events, ...events], 7);
    return [mixed.slice(0, events.length), mixed.slice(events.length)];
  },
};

/** Events in, credit out, worked by hand; whatever order, batches and repetitions the events arrive in. */
describe('golden cases', () => {
  let api: TestApi;
  const workspaceOf = (name: string, arrival: string) => `${name}-${Object.keys(arrivals).indexOf(arrival)}`;

  beforeAll(async () => {
    api = await openApi();
    for (const { name, events } of cases)
      for (const [arrival, commits] of Object.entries(arrivals))
        for (const commit of commits(events)) await api.bench.append(workspaceOf(name, arrival), commit);
    await api.bench.projector().catchUp();
  });
  afterAll(() => api.close());

  const asked = cases.flatMap(({ name, why, asks }) =>
    asks.flatMap((ask) => Object.keys(arrivals).map((arrival) => ({ name, why, ...ask, arrival }))),
  );

  it.each(asked)('$name, $arrival: $ask', async ({ name, arrival, ask, credit, influenced, unconverted }) => {
    const key = await api.keyOf(workspaceOf(name, arrival));
    const answer = (await api.get(`/v1/attribution?${ask}`, key).expect(200)).body as AttributionAnswer;
    if (credit) expect(creditIn(answer)).toEqual(credit);
    if (influenced) expect(influencedIn(answer)).toEqual(influenced);
    if (unconverted)
      expect(
        Object.fromEntries(answer.unconverted.map(({ currency, amountMinor }) => [currency, amountMinor])),
      ).toEqual(unconverted);
    for (const { attributedMinor, unattributedMinor, crmMinor } of Object.values(answer.totals))
      expect(BigInt(attributedMinor) + BigInt(unattributedMinor)).toBe(BigInt(crmMinor));
  });
});
