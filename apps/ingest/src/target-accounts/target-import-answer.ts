import { z } from 'zod';

export const TargetImportAnswerSchema = z
  .object({
    dryRun: z.boolean().meta({ description: '`true`: nothing was recorded.' }),
    encoding: z.string(),
    delimiter: z.string(),
    rows: z.int().meta({ description: 'Rows behind the headers that say something.' }),
    lists: z
      .array(
        z.object({
          list: z.string(),
          new: z.int().meta({ description: 'Accounts that come onto the list by this file.' }),
          unchanged: z.int().meta({ description: 'Accounts that were put on it already.' }),
        }),
      )
      .meta({ description: 'By name; rejected rows are not in it, and an account counts once a list.' }),
    accepted: z.int().meta({ description: 'Events recorded.' }),
    duplicates: z.int().meta({ description: 'Rows that say what stood already, or an earlier row says.' }),
    rejected: z.array(z.object({ line: z.int(), reason: z.string(), detail: z.string() })).meta({
      description: 'Rows that were not taken, by their line in the file; they are in the quarantine.',
    }),
  })
  .meta({ description: 'What a file of target accounts is, and what became of it.' });

export type TargetImportAnswer = z.infer<typeof TargetImportAnswerSchema>;

/** A file and its answer, for documents. */
export const targetImportExample = {
  file: [
    'Domain,CRM id,List',
    'acme.example,crm:hubspot:account:88,abm-2026',
    'https://www.globex.example/,,abm-2026',
    ',,abm-2026',
    '',
  ].join('\n'),
  answer: {
    ...{ dryRun: false, encoding: 'utf-8', delimiter: ',', rows: 3 },
    lists: [{ list: 'abm-2026', new: 2, unchanged: 0 }],
    ...{ accepted: 2, duplicates: 0 },
    rejected: [
      {
        line: 4,
        reason: 'invalid_data',
        detail: 'domain: is empty, and so is the CRM id; give one of them',
      },
    ],
  } satisfies TargetImportAnswer,
};
