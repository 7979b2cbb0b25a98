import { z } from 'zod';
import { presetNames } from './spend-columns.js';

export const SpendImportAnswerSchema = z
  .object({
    dryRun: z.boolean().meta({ description: '`true`: nothing was recorded.' }),
    preset: z.enum(presetNames).meta({ description: 'Whose export it is.' }),
    encoding: z.string(),
    delimiter: z.string(),
    rows: z.int().meta({ description: 'Rows behind the headers, all of them.' }),
    skipped: z
      .object({ total: z.int(), empty: z.int() })
      .meta({ description: 'Rows that are no costs: sums of others, and empty ones.' }),
    days: z.object({ first: z.iso.date(), last: z.iso.date() }).nullable(),
    totals: z
      .array(
        z.object({
          currency: z.string(),
          costMinor: z
            .string()
            .regex(/^-?\d+$/)
            .meta({ description: 'Sum of the statements, in minor units.' }),
          rows: z.int(),
          statements: z.int(),
        }),
      )
      .meta({ description: 'What was read, by currency; rejected rows are not in it.' }),
    statements: z.object({ new: z.int(), restated: z.int(), unchanged: z.int() }).meta({
      description: 'Statements (of a platform, account, campaign, day and kind) against those in force.',
    }),
    accepted: z.int().meta({ description: 'Statements recorded.' }),
    duplicates: z.int().meta({ description: 'Statements that stood already.' }),
    rejected: z.array(z.object({ line: z.int(), reason: z.string(), detail: z.string() })).meta({
      description: 'Rows that were not taken, by their line in the file; they are in the quarantine.',
    }),
  })
  .meta({ description: 'What a file of spend is, and what became of it.' });

export type SpendImportAnswer = z.infer<typeof SpendImportAnswerSchema>;

/** A file and its answer, for documents. */
export const spendImportExample = {
  file: [
    'Campaign report',
    '"September 1, 2026 - September 2, 2026"',
    'Day,Campaign,Currency code,Cost,Impr.,Clicks',
    '2026-09-01,brand-search,EUR,"1,234.56","10,204",96',
    '2026-09-02,brand-search,EUR,98.40,"9,120",81',
    '2026-09-02,competitors,EUR,soon,12,1',
    'Total: Account,,EUR,"1,332.96","19,336",178',
    '',
  ].join('\n'),
  answer: {
    dryRun: false,
    preset: 'google_ads',
    encoding: 'utf-8',
    delimiter: ',',
    rows: 4,
    skipped: { total: 1, empty: 0 },
    days: { first: '2026-09-01', last: '2026-09-02' },
    totals: [{ currency: 'EUR', costMinor: '133296', rows: 2, statements: 2 }],
    statements: { new: 2, restated: 0, unchanged: 0 },
    accepted: 2,
    duplicates: 0,
    rejected: [
      { line: 6, reason: 'invalid_data', detail: 'cost: is no amount, or may be two; write it as 1234.56' },
    ],
  } satisfies SpendImportAnswer,
};
