import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { bytesOf, textOf } from '../files/file-text.js';
import { type SpendOptions, SpendOptionsSchema } from './spend-options.js';
import { statementsOf } from './spend-statements.js';
import { tableOf } from './spend-table.js';

const lines = (...rows: string[]) => rows.join('\n');

async function read(file: string | Buffer, asked: Partial<SpendOptions> = {}) {
  const options = SpendOptionsSchema.parse(asked);
  const text = textOf(Buffer.from(file));
  const table = await tableOf(text.text, options.preset);
  if (!table) return null;
  const { statements, refused, skipped } = statementsOf(table, options, Date.UTC(2026, 8, 30));
  return {
    preset: table.columns.preset,
    statements: statements.map(({ data: { platform, account, campaign, day, cost } }) =>
      [platform, account, campaign, day, cost.amountMinor, cost.currency].join('|'),
    ),
    data: statements.map(({ data }) => data),
    refused: refused.map(({ row, detail }) => [row.line, detail]),
    skipped,
    table,
    text,
  };
}

describe('exports as they are', () => {
  it('Google Ads: titles before, totals behind, -- for nothing, separators', async () => {
    const found = await read(
      lines(
        'Campaign report',
        '"September 1, 2026 - September 30, 2026"',
        'Day,Campaign,Currency code,Cost,Impr.,Clicks,Conversions',
        '2026-09-01,Brand,EUR,"1,234.56","10,204",96,3.00',
        '2026-09-01,"Generic, EU",EUR, --, --, --,0.00',
        '2026-09-02,Total recall,EUR,"1,001",5,1,0.00',
        'Total: Campaigns, --, --,"2,235.56","10,209",97,3.00',
        'Total: Account, --, --,"2,235.56","10,209",97,3.00',
        '',
      ),
    );
    expect(found).toMatchObject({
      preset: 'google_ads',
      refused: [],
      skipped: { total: 2, empty: 0 },
      statements: [
        'google_ads||Brand|2026-09-01|123456|EUR',
        'google_ads||Generic, EU|2026-09-01|0|EUR',
        'google_ads||Total recall|2026-09-02|100100|EUR',
      ],
    });
    expect(found!.data[0]).toMatchObject({ source: 'google', medium: 'cpc', impressions: 10204, clicks: 96 });
    const total = found!.data.reduce((sum, { cost }) => sum + cost.amountMinor, 0);
    expect(total).toBe(223556); // what the file says in its last line
  });

  it('Google Ads in German: decimal commas, account numbers', async () => {
    const found = await read(
      lines(
        'Kampagnenbericht;;;;;',
        'Tag;Kundennummer;Kampagne;Währungscode;Kosten;Impr.',
        '2026-09-01;482-115-9037;Marke;EUR;1.234,56;10.204',
        '2026-09-02;482-115-9037;Marke;EUR;1.234;9.000',
        'Gesamt: Konto;;;;2.468,56;19.204',
      ),
    );
    expect(found).toMatchObject({
      preset: 'google_ads',
      refused: [],
      skipped: { total: 1 },
      statements: [
        'google_ads|482-115-9037|Marke|2026-09-01|123456|EUR',
        'google_ads|482-115-9037|Marke|2026-09-02|123400|EUR',
      ],
    });
  });

  it('Google Ads: totals wherever they stand, and rows without a currency that cost nothing', async () => {
    const found = await read(
      lines(
        'Campaign state,Day,Campaign,Currency code,Cost,Impr.',
        'Enabled,2026-09-01,Brand,EUR,12.00,9',
        'Paused,2026-09-01,Old, --, --,0',
        'Paused,2026-09-02,Old, --,0.00,0',
        'Paused,2026-09-03,Old, --,1.00,0',
        ',,Total: Account, --,13.00,9',
        ' --,Total, --, --,13.00,9',
        'Enabled,2026-09-04,Total,EUR,3.00,1',
        'Enabled,soon,Total,EUR,3.00,1',
      ),
    );
    expect(found).toMatchObject({
      skipped: { total: 4, empty: 0 },
      statements: ['google_ads||Brand|2026-09-01|1200|EUR', 'google_ads||Total|2026-09-04|300|EUR'],
      refused: [
        [5, 'currency: is empty; say currency=EUR, or what it is'],
        [9, 'day: is no day such as 2026-09-01'],
      ],
    });
  });

  it('refuses an amount whose sign is not one of its currency', async () => {
    const file = lines(
      'date,source,campaign,cost,currency',
      '2026-03-01,google,a,€ 12,USD',
      '2026-03-01,google,b,$12,EUR',
      '2026-03-01,google,c,US$12,CAD',
      '2026-03-01,google,d,$12,CAD',
      '2026-03-01,google,e,CA$12,CAD',
      '2026-03-01,google,f,€12,EUR',
      '2026-03-01,google,g,￥12,CNY',
      '2026-03-01,google,h,£12,GBP',
    );
    const found = await read(file);
    expect(found!.refused).toEqual([
      [2, 'cost: has a sign that USD is not written with, which the row or the file says it is'],
      [3, expect.stringContaining('EUR is not written with')],
      [4, expect.stringContaining('CAD is not written with')],
    ]);
    expect(found!.statements.map((one) => one.split('|')[2])).toEqual(['d', 'e', 'f', 'g', 'h']);
    const header = lines('Day,Campaign name,Amount spent (USD)', '2026-09-01,Leads,€10.00');
    expect((await read(header))!.refused).toMatchObject([[2, expect.stringContaining('USD')]]);
  });

  it('Meta: ad sets of a campaign are summed, the currency is in the header, the summary row is not spend', async () => {
    const found = await read(
      `\ufeff${lines(
        '"Reporting starts","Reporting ends","Campaign name","Ad set name","Ad name","Amount spent (USD)",Impressions,"Link clicks","Clicks (all)",Results',
        '2026-09-01,2026-09-01,,,,30.10,300,3,3,',
        '2026-09-01,2026-09-01,Leads,Set A,Ad 1,10.05,100,1,1,',
        '2026-09-01,2026-09-01,Leads,Set B,Ad 2,20.05,200,2,2,4',
        '2026-09-02,2026-09-30,Leads,Set B,Ad 2,99.00,200,2,2,4',
      )}`,
    );
    expect(found).toMatchObject({
      preset: 'meta',
      skipped: { total: 1 },
      statements: ['meta_ads||Leads|2026-09-01|3010|USD'],
      refused: [[5, 'day: the row covers several days; export it by day']],
    });
    expect(found!.data[0]).toMatchObject({ impressions: 300, clicks: 3, source: 'facebook' });
  });

  it.each([
    ['German', 'Tag,Kampagnenname,Ausgegebener Betrag (EUR)'],
    ['French', 'Jour,Nom de la campagne,Montant dépensé (EUR)'],
    ['Spanish', 'Día,Nombre de la campaña,Importe gastado (EUR)'],
    ['French, decomposed', 'Jour,Nom de la campagne,Montant dépensé (EUR)'.normalize('NFD')],
  ])('Meta in %s', async (_, header) => {
    const found = await read(
      `\ufeff${lines(header, '2026-09-01,Leads,"1.010,05"', '01/10/2026,Leads,"7,10"')}`,
    );
    expect(found).toMatchObject({
      preset: 'meta',
      refused: [],
      statements: ['meta_ads||Leads|2026-09-01|101005|EUR', 'meta_ads||Leads|2026-10-01|710|EUR'],
    });
  });

  it.each([
    ['utf-16le', true],
    ['utf-16be', true],
    ['utf-16le', false],
  ] as const)('LinkedIn: %s with tabs, mark %s, titles before', async (encoding, addBOM) => {
    const file = lines(
      'Campaign Performance Report (in UTC)',
      'Report Start: September 1, 2026, 12:00 AM',
      '',
      [
        'Start Date (in UTC)',
        'Account Name',
        'Currency',
        'Campaign Name',
        'Campaign Type',
        'Total Spent',
        'Clicks',
      ].join('\t'),
      ['9/1/2026', 'Acme', 'USD', 'Größe "XL" Öfen', 'Sponsored', '$1,210.50', '12'].join('\t'),
      ['9/14/2026', 'Acme', 'USD', 'Größe "XL" Öfen', 'Sponsored', 'n/a', '1'].join('\t'),
    );
    const found = await read(iconv.encode(file, encoding, { addBOM }));
    expect(found).toMatchObject({
      preset: 'linkedin',
      statements: ['linkedin_ads|Acme|Größe "XL" Öfen|2026-09-01|121050|USD'],
      refused: [[6, 'cost: is no amount, or may be two; write it as 1234.56']],
    });
    const { table, text } = found!;
    const row = bytesOf(table.rows[1]!.raw, text);
    expect(iconv.encode(file, encoding).subarray(-row.length)).toEqual(row); // the bytes it had
  });

  it('a table of anybody: platform or source, each row its currency, Windows-1252', async () => {
    const found = await read(
      iconv.encode(
        lines(
          'Datum;Plattform;Kampagne;Betrag;Währung',
          '01.09.2026;Börse;Wärme;1.234,5;EUR',
          '02.09.2026;google_ads;Wärme;12;JPY',
          ';;;;',
          '02.09.2026;google_ads;Wärme;12;EUR',
          '02.09.2026;;Wärme;12;EUR',
        ),
        'windows-1252',
      ),
    );
    expect(found).toMatchObject({
      preset: 'generic',
      skipped: { empty: 1 },
      statements: ['Börse||Wärme|2026-09-01|123450|EUR', 'google_ads||Wärme|2026-09-02|12|JPY'],
      refused: [
        [5, 'currency: is another one than that of the rows of the same campaign and day before'],
        [6, 'platform: is empty, and so is the source'],
      ],
    });
    expect(found!.data[1]).toMatchObject({ source: 'google' });
  });

  it('GA4 cost data: source, medium and campaign decide the channel later', async () => {
    const found = await read(
      lines('date,utm_source,utm_medium,utm_campaign,cost,clicks', '20260901,bing,cpc,brand,12.345,7'),
      { currency: 'EUR', kind: 'agency', account: 'a-1', channel: 'paid-search' },
    );
    expect(found!.data).toEqual([
      {
        ...{ platform: 'bing', account: 'a-1', campaign: 'brand', day: '2026-09-01', kind: 'agency' },
        ...{ cost: { amountMinor: 1234, currency: 'EUR' }, channel: 'paid-search' },
        ...{ source: 'bing', medium: 'cpc', clicks: 7 },
      },
    ]);
  });

  it('refuses days more than a year ahead, and takes those before', async () => {
    const found = await read(
      lines(
        'date,source,campaign,cost,currency',
        '2062-09-01,google,Slip,10,EUR',
        '2027-10-02,google,Later,10,EUR',
        '2027-10-01,google,Planned,10,EUR',
      ),
    );
    expect(found!.statements).toEqual(['google||Planned|2027-10-01|1000|EUR']);
    expect(found!.refused).toEqual([
      [2, 'day: is 2062-09-01, more than a year ahead'],
      [3, 'day: is 2027-10-02, more than a year ahead'],
    ]);
  });

  it('says what it cannot know', async () => {
    const file = lines(
      'date,source,campaign,cost,currency,kind',
      '03/04/2026,google,a,1.00,EUR,media',
      '2026-02-30,google,a,1.00,EUR,media',
      '2026-03-01,google,a,,EUR,media',
      '2026-03-01,google,a,1.00,EURO,media',
      '2026-03-01,google,a,1.00,,media',
      '2026-03-01,google,a,1.00,USD,media',
      '2026-03-01,google,a,USD 1.00,EUR,media',
      '2026-03-01,google,a,1.00,EUR,fun',
      '2026-03-01,google,b,90071992547409.92,EUR,media',
    );
    expect((await read(file))!.refused.map(([line]) => line)).toEqual([2, 3, 4, 5, 6, 8, 9, 10]);
    expect((await read(file, { dayOrder: 'mdy', currency: 'EUR' }))!.statements).toEqual([
      'google||a|2026-03-04|100|EUR',
      'google||a|2026-03-01|100|EUR',
    ]);
    expect((await read(file, { currency: 'EUR' }))!.refused).toContainEqual([
      7,
      'currency: is USD, not EUR as asked for',
    ]);
  });

  it('knows the order of days that the column shows', async () => {
    const found = await read(
      lines('date,source,campaign,cost,currency', '03/04/2026,google,a,1,EUR', '31/03/2026,google,a,1,EUR'),
    );
    expect(found!.statements).toEqual(['google||a|2026-04-03|100|EUR', 'google||a|2026-03-31|100|EUR']);
    const named = await read(
      lines(
        'date,source,campaign,cost,currency',
        '"Sep 1, 2026",google,a,1,EUR',
        '2 septembre 2026,google,a,1,EUR',
      ),
    );
    expect(named!.statements).toEqual(['google||a|2026-09-01|100|EUR', 'google||a|2026-09-02|100|EUR']);
  });

  it.each(['', 'nothing', '{"json":true}', lines('a,b,c', '1,2,3')])('is no export: %j', async (file) =>
    expect(await read(file)).toBeNull(),
  );
});
