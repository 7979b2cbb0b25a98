import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { AttributionAnswer } from '@touchstone/attribution';
import type { CloudEvent } from '@touchstone/contracts';
import { openApi, type TestApi } from '../../apps/api/src/api.fixture.spec.js';
import { openDoor } from '../support/door.js';
import { shuffled } from '../support/shuffled.js';

/** What is asked, and what is said to it: of credit by model, by its `groupBy` labels joined with `|`, or by `(reason)`. */
interface Ask {
  /** A query of `GET /v1/attribution`, or a whole path. */
  ask: string;
  /** What the answer to a whole path says, among other things; lists are whole. */
  answer?: object;
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
  /** Exports of spend, which come after the events, one after the other. */
  spendFiles: string[];
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
    spendFiles: readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.csv'))
      .sort()
      .map((file) => readFileSync(join(folder, name, file), 'utf8')),
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

/** Events in, answers out, published or worked by hand; whatever order, batches and repetitions the events arrive in. */
describe('golden cases', () => {
  let api: TestApi;
  let door: INestApplication;
  const workspaceOf = (name: string, arrival: string) => `${name}-${Object.keys(arrivals).indexOf(arrival)}`;

  beforeAll(async () => {
    api = await openApi();
    door = await openDoor(api);
    for (const { name, events, spendFiles } of cases)
      for (const [arrival, commits] of Object.entries(arrivals)) {
        const workspace = workspaceOf(name, arrival);
        for (const commit of commits(events)) await api.bench.append(workspace, commit);
        for (const file of spendFiles) await send(file, workspace);
      }
    await api.bench.projector().catchUp();
  });
  afterAll(async () => {
    await door.close();
    await api.close();
  });

  async function send(file: string, workspace: string): Promise<void> {
    const key = await api.keyOf(workspace, 'ingest:write');
    const answer = await fetch(`${await door.getUrl()}/v1/imports/spend`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: file,
    });
    expect(answer.status).toBe(200);
  }

  const asked = cases.flatMap(({ name, why, asks }) =>
    asks.flatMap((ask) => Object.keys(arrivals).map((arrival) => ({ name, why, ...ask, arrival }))),
  );

  it.each(asked.filter(({ answer }) => answer))(
    '$name, $arrival: $ask',
    async ({ name, arrival, ask, answer }) => {
      const key = await api.keyOf(workspaceOf(name, arrival));
      expect((await api.get(ask, key).expect(200)).body).toMatchObject(answer!);
    },
  );

  const ofCredit = asked.filter(({ answer }) => !answer);
  it.each(ofCredit)(
    '$name, $arrival: $ask',
    async ({ name, arrival, ask, credit, influenced, unconverted }) => {
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
    },
  );
});
