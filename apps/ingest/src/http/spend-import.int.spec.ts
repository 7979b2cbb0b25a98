import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ApiKeys } from '@touchstone/access';
import iconv from 'iconv-lite';
import { importBench } from './import-bench.fixture.spec.js';
import { type SpendImportAnswer, SpendImportAnswerSchema } from '../spend/spend-import-answer.js';

const file = (...costs: string[]) =>
  [
    'Campaign report',
    '"September 1, 2026 - September 30, 2026"',
    'Day,Campaign,Currency code,Cost',
    ...costs.map((cost, at) => `2026-09-0${at + 1},Brand,EUR,"${cost}"`),
    'Total: Account,,EUR,"9,999.99"',
  ].join('\n');

describe('POST /v1/imports/spend', () => {
  const { door, post, imported, quarantine, quarantined, logged } = importBench(
    '/v1/imports/spend',
    SpendImportAnswerSchema,
  );
  const counts = ({ statements, accepted, duplicates }: SpendImportAnswer) => ({
    ...statements,
    accepted,
    duplicates,
  });

  it('tells what a file is and records nothing, if asked to', async () => {
    expect(await imported(file('1,000.10', 'soon', '0.90'), '?dryRun=true')).toEqual({
      ...{ dryRun: true, preset: 'google_ads', encoding: 'utf-8', delimiter: ',', rows: 4 },
      skipped: { total: 1, empty: 0 },
      days: { first: '2026-09-01', last: '2026-09-03' },
      totals: [{ currency: 'EUR', costMinor: '100100', rows: 2, statements: 2 }],
      statements: { new: 2, restated: 0, unchanged: 0 },
      accepted: 0,
      duplicates: 0,
      rejected: [
        { line: 5, reason: 'invalid_data', detail: 'cost: is no amount, or may be two; write it as 1234.56' },
      ],
    });
    expect(await logged()).toEqual([]);
    expect(await quarantined()).toEqual([]);
  });

  it('records the statements of a file, once', async () => {
    const first = await imported(file('1,000.10', '0.90'));
    expect(counts(first)).toEqual({ new: 2, restated: 0, unchanged: 0, accepted: 2, duplicates: 0 });
    expect(first.totals).toEqual([{ currency: 'EUR', costMinor: '100100', rows: 2, statements: 2 }]);
    const events = await logged();
    expect(events).toMatchObject([
      {
        type: 'spend.recorded.v1',
        source: 'import/spend',
        stream: 'spend:google_ads||Brand|2026-09-01|media',
        data: { cost: { amountMinor: 100010, currency: 'EUR' }, source: 'google', medium: 'cpc' },
      },
      { stream: 'spend:google_ads||Brand|2026-09-02|media' },
    ]);
    const again = await imported(gzipSync(file('1,000.10', '0.90')));
    expect(counts(again)).toEqual({ new: 0, restated: 0, unchanged: 2, accepted: 0, duplicates: 2 });
    expect(again.totals).toEqual(first.totals);
    expect(await logged()).toHaveLength(2);
  });

  it('states a day anew, also back to what it was', async () => {
    await imported(file('10.00', '20.00'));
    expect(counts(await imported(file('11.00', '20.00')))).toEqual({
      ...{ new: 0, restated: 1, unchanged: 1, accepted: 1, duplicates: 1 },
    });
    expect(counts(await imported(file('10.00', '20.00')))).toMatchObject({ restated: 1, accepted: 1 });
    const costs = (await logged()).map(
      ({ data }) => (data as { cost: { amountMinor: number } }).cost.amountMinor,
    );
    expect(costs).toEqual([1000, 2000, 1100, 1000]);
  });

  it('counts imports of the same file at the same time once', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => imported(file('10.00', '20.00'))));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(2);
    expect(await logged()).toHaveLength(2);
  });

  it('rejects rows and keeps the others; their bytes stay, once a file', async () => {
    const bytes = iconv.encode(file('soon', '0.90', '1.2.3.4'), 'utf-16le', { addBOM: true });
    for (let nth = 0; nth < 2; nth++)
      expect((await imported(bytes)).rejected.map(({ line }) => line)).toEqual([4, 6]);
    expect(await logged()).toHaveLength(1);
    const messages = await quarantined();
    expect(messages.map(({ detail }) => detail.slice(0, 12))).toEqual(['line 6: cost', 'line 4: cost']);
    const answer = await quarantine(`/${messages[1]!.quarantineId}`);
    const { raw, beside } = (await answer.json()) as { raw: { base64: string }; beside: object };
    expect(iconv.decode(Buffer.from(raw.base64, 'base64'), 'utf-16le')).toBe('2026-09-01,Brand,EUR,"soon"\n');
    expect(beside).toMatchObject({ encoding: 'utf-16le', preset: 'google_ads', delimiter: ',' });
    const replay = await quarantine(`/${messages[1]!.quarantineId}/replay`, 'POST');
    expect([replay.status, ((await replay.json()) as { detail: string }).detail]).toEqual([
      400,
      'message: is a row of an imported file, which means nothing alone; send the whole event, corrected, as the body',
    ]);
  });

  it('rejects what the log would refuse, before anything is recorded', async () => {
    const long = `date,platform,campaign,cost,currency\n2026-09-01,x,${'c'.repeat(600)},1,EUR\n2026-09-01,x,a,2,EUR`;
    const dry = await imported(long, '?dryRun=true');
    expect(dry.rejected).toEqual([
      { line: 2, reason: 'invalid_data', detail: 'data.campaign: is too long; send at most 500 characters' },
    ]);
    expect(await imported(long)).toMatchObject({ rejected: dry.rejected, totals: dry.totals, accepted: 1 });
  });

  it('takes a file of many statements in parts', async () => {
    const rows = Array.from({ length: 4500 }, (_, at) => `2026-09-01,x,c-${at},0.01,EUR`);
    const answer = await imported(['date,platform,campaign,cost,currency', ...rows].join('\r\n'));
    expect(answer).toMatchObject({ accepted: 4500, totals: [{ costMinor: '4500' }] });
  });

  it.each([
    ['?preset=excel', 'preset', 'allowed are google_ads, meta, linkedin, generic'],
    ['?kind=fun', 'kind', 'allowed are media, tools, people, agency, other'],
    ['?currency=euro', 'currency', 'ISO 4217'],
    [
      '?colour=red',
      'colour',
      'allowed are dryRun, preset, currency, platform, account, kind, channel, dayOrder',
    ],
    ['?dryRun=yes', 'dryRun', 'allowed are true, false'],
  ])('refuses %s', async (query, parameter, detail) => {
    const answer = await post(file('1.00'), query);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      errors: expect.arrayContaining([{ parameter, detail: expect.stringContaining(detail) }]),
    });
  });

  it.each([
    ['', 'no line of headers'],
    ['a,b\n1,2', 'no line of headers'],
    ['date,campaign,cost\n2026-09-01,a,1', 'currency: is needed'],
    ['date,campaign,cost\n2026-09-01,a,1', 'platform: is needed'],
  ])('refuses the file %j: %s', async (body, detail) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ detail: expect.stringContaining(detail) });
  });

  it('is closed without the scope, and to more than it takes', async () => {
    const { key: reading } = await new ApiKeys(door.pool).create(door.workspace, 'read', ['query:read']);
    expect((await post(file('1.00'), '', reading)).status).toBe(403);
    expect((await post('x'.repeat(17 * 1024 * 1024))).status).toBe(413);
  });
});
